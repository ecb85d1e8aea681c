/* sign_args.h -- who answers for the mail: the options of `wax send` about signatures.
 *
 * Knows which go together; opens no key.
 */
#ifndef WAX_CMD_SIGN_ARGS_H
#define WAX_CMD_SIGN_ARGS_H

#include "options.h"

#include <wax/message.h>

/* Strings are borrowed from argv. */
struct sign_args {
    const char    *domain;
    struct strings selectors, keys;         /* in pairs: each makes a signature */
};

enum { N_SIGN_OPTIONS = 3 };

/* Rows for a command's table; FIELD(x) is the offset of x in the command's struct, which has a struct sign_args named `sign`. */
#define SIGN_OPTIONS(FIELD) \
    { "dkim-domain", "DOMAIN", OPTION_LINE, 255, FIELD(sign.domain), "a DKIM signature: who answers for the mail ..." }, \
    { "dkim-selector", "NAME", OPTION_LIST, 255, FIELD(sign.selectors), "... with which of its keys, as in DNS" }, \
    { "dkim-key", "FILE", OPTION_LIST, 4096, FIELD(sign.keys), "... which is this, in PEM: RSA or Ed25519" }

#define SIGN_EXAMPLES \
    "What belongs into DNS: NAME._domainkey.DOMAIN TXT \"v=DKIM1; k=rsa; p=...\".\n" \
    "Selector and key repeat, in pairs: each pair makes one signature.\n\n" \
    "  wax send --server submission://mail.example.org --dkim-domain example.org \\\n" \
    "    --dkim-selector 2026-11 --dkim-key dkim.pem ...\n"

void sign_args_check(const struct sign_args *, struct outcome *);           /* every problem is said */
void sign_args_apply(const struct sign_args *, wax_message *);              /* reads the keys; the message knows what was wrong */
void sign_args_advise(const wax_message *);     /* says what should be better about the keys that were applied */

#endif
