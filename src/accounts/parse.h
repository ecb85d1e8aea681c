/* parse.h -- the text of one file to its accounts.
 *
 * Knows `account`, `default` and which line belongs to whom; opens nothing.
 */
#ifndef WAX_ACCOUNTS_PARSE_H
#define WAX_ACCOUNTS_PARSE_H

#include "accounts.h"

/* Allocated once: a file has no more accounts and settings than lines. */
struct account_file {
    char           *name, *raw, *cooked;
    struct account *accounts;           /* [0]: the lines before the first account */
    size_t          n_accounts;
    struct setting *settings;
    size_t          n_settings;
    struct setting  the_default;        /* key NULL: not given */
};

/* `others`: where a base may lie besides, and NULL.  `text` has a NUL behind its len bytes, belongs to the file from now on, and is
 * freed with it, also when memory is used up (false). */
bool account_file_parse(struct account_file *, char *text, size_t len, const char *name, const struct account_file *others,
                        accounts_fault_fn *, void *user);
void account_file_clear(struct account_file *);

struct account *account_file_find(const struct account_file *, const char *name);

#endif
