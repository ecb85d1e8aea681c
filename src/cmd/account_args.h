/* account_args.h -- what `wax account add` was told on the command line: its options, and whether they go together.
 *
 * Knows these options; asks nobody.  All but a few of its own are keys of an account, and what is given is written there as it is.
 */
#ifndef WAX_CMD_ACCOUNT_ARGS_H
#define WAX_CMD_ACCOUNT_ARGS_H

#include "server_args.h"

/* Strings are borrowed from argv, or from the draft (account_draft.h). */
struct account_args {
    struct server_args server;
    const char        *from, *keep;
    bool               is_default, replaces;
    struct strings     operands;
    const char        *name;        /* of the account; NULL: not said */
};

enum parsed account_args_read(struct account_args *, int argc, char **argv, struct outcome *);
void        account_args_free(struct account_args *);

/* The rows of its table. */
const struct command *account_args_command(void);

#endif
