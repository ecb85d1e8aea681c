/* account_use.h -- the account that a command goes by: what was left open on the command line is filled in from it.
 *
 * Knows how the two files and the command line meet; what a key means, its option says.  What is typed wins, and with it all that answers the
 * same question.
 */
#ifndef WAX_CMD_ACCOUNT_USE_H
#define WAX_CMD_ACCOUNT_USE_H

#include "accounts.h"
#include "options.h"

enum { ACCOUNT_KEYS_MOST = 128 };

/* Zeroed: no account.  What was filled in is borrowed from here; freed last. */
struct account_use {
    struct accounts      *accounts;
    const struct account *account;
    const struct setting *used[ACCOUNT_KEYS_MOST];      /* by row of the command's table; the first, of a list */
    const struct command *command;
    char                 *paths[ACCOUNT_KEYS_MOST];     /* with the home folder written out */
    size_t                n_paths;
};

/* Both files, and every key in them is one.  False: the outcome says what is wrong. */
bool account_use_read(struct account_use *, struct outcome *);

const struct account *account_use_find(const struct account_use *, const char *name, struct outcome *);    /* NULL: there is none, and it is said */

/* Fills `into`, the command's struct, from the account called `name`; NULL: from the sender's (sender may be NULL), or the default.  That
 * there is no account is no error unless it was named: then account stays NULL. From then on the outcome's sentences
 * show where the account says what they complain of: this struct stays where it is as long as the outcome is used; freed, it shows nothing. */
bool account_use(struct account_use *, const struct command *, void *into, const char *name, const char *sender, struct outcome *);

/* The same for an account that is known. */
void account_use_fill(struct account_use *, const struct command *, void *into, const struct account *, struct outcome *);

void account_use_free(struct account_use *);

#endif
