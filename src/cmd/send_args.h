/* send_args.h -- what `wax send` was asked to do: read from the command line, and found to make sense.
 *
 * Knows every option and which go together; opens no file but those of the accounts, asks for no password, talks to nobody.
 */
#ifndef WAX_CMD_SEND_ARGS_H
#define WAX_CMD_SEND_ARGS_H

#include "account_use.h"
#include "alias_args.h"
#include "diagnose_args.h"
#include "each_args.h"
#include "pool_args.h"
#include "server_args.h"
#include "sign_args.h"

#include <wax/message.h>

/* Strings are borrowed from argv, or from the account. */
struct send_args {
    struct server_args server;
    const char        *from, *subject, *text, *html, *text_file, *html_file, *invite;
    struct strings     to, cc, bcc, attach, shown, forward, header, alternative;
    bool               flowed, is_binary;
    bool               trace, json, quiet;

    const char        *ask[WAX_ASK_REQUIRETLS + 1];     /* what the mail asks of the server; NULL: not that */
    bool               wants_orcpt, wants_requiretls, is_if_offered;

    struct sign_args   sign;
    struct each_args   each;
    struct pool_args   pool;
    struct diagnose_args diagnose;

    struct alias_args  aliases;
    struct account_use use;

    struct strings     operands;
    const char        *file;        /* a ready-made mail, "-" for standard input; NULL: a new one is composed */
};

/* Whether an ask of the command line is a must; REQUIRETLS always is. */
static inline wax_insistence send_args_insistence(const struct send_args *a, wax_ask kind)
{
    return a->is_if_offered && kind != WAX_ASK_REQUIRETLS ? WAX_IF_OFFERED : WAX_MUST;
}

/* Every problem is said at once.  Free it whatever came out. */
enum parsed send_args_read(struct send_args *, int argc, char **argv, struct outcome *);
void        send_args_free(struct send_args *);

void send_args_check_account(struct send_args *, struct outcome *);     /* what an account alone must satisfy, with no mail to send yet */

const struct command *send_args_command(void);      /* its table: the keys of an account are rows of it */

#endif
