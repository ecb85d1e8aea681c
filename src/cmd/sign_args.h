/* sign_args.h -- who answers for the mail and who may read it: the options of `wax send` about signatures and encryption.
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
    const char    *smime_cert, *smime_key, *pgp_sign;
    struct strings smime_to, pgp_to;
    bool           smime_gcm;
};

enum { N_SIGN_OPTIONS = 9 };

/* Rows for a command's table; FIELD(x) is the offset of x in the command's struct, which has a struct sign_args named `sign`. */
#define SIGN_OPTIONS(FIELD) \
    { "dkim-domain", "DOMAIN", OPTION_LINE, 255, FIELD(sign.domain), "a DKIM signature: who answers for the mail ..." }, \
    { "dkim-selector", "NAME", OPTION_LIST, 255, FIELD(sign.selectors), "... with which of its keys, as in DNS" }, \
    { "dkim-key", "FILE", OPTION_LIST, 4096, FIELD(sign.keys), "... which is this, in PEM: RSA or Ed25519" }, \
    { "smime-cert", "FILE", OPTION_TEXT, 0, FIELD(sign.smime_cert), "S/MIME: signed by whose certificate this is ..." }, \
    { "smime-key", "FILE", OPTION_TEXT, 0, FIELD(sign.smime_key), "... with this key; without it, in the same file" }, \
    { "smime-to", "FILE", OPTION_LIST, 4096, FIELD(sign.smime_to), "encrypted for whose certificate this is" }, \
    { "smime-gcm", NULL, OPTION_FLAG, 0, FIELD(sign.smime_gcm), "by AES-GCM, which not every reader can open yet" }, \
    { "pgp-sign", "KEY", OPTION_LINE, 320, FIELD(sign.pgp_sign), "OpenPGP: signed by this address or fingerprint" }, \
    { "pgp-to", "KEY", OPTION_LIST, 320, FIELD(sign.pgp_to), "encrypted for this address or fingerprint" }

#define SIGN_EXAMPLES \
    "DNS: NAME._domainkey.DOMAIN TXT \"v=DKIM1; k=rsa; p=...\".  Each pair of selector\n" \
    "and key makes a signature.  The subject is never encrypted.  --*-to repeat.\n\n" \
    "  wax send --server submission://mail.example.org --dkim-domain example.org \\\n" \
    "    --dkim-selector 2026-11 --dkim-key dkim.pem ...\n" \
    "  wax send --smime-cert me.pem --smime-to grace.pem ...\n"

void sign_args_check(const struct sign_args *, struct outcome *);           /* every problem is said */
void sign_args_apply(const struct sign_args *, wax_message *);              /* reads the keys; the message knows what was wrong */
void sign_args_advise(const wax_message *);     /* says what should be better about the keys that were applied */

#endif
