/* account_keys.h -- what an account can say: every option of `wax send` that is not about one mail.
 *
 * Knows which options those few are, and which of the others answer the same question; an option that is added later is a key by itself.
 */
#ifndef WAX_CMD_ACCOUNT_KEYS_H
#define WAX_CMD_ACCOUNT_KEYS_H

#include "options.h"

const struct option *account_keys_find(const char *key);        /* in the table of `wax send`; NULL: it is no key */
bool                 account_keys_is_key(const char *key);      /* or one of the files' own: account, default, match */

/* One is given: the other of the account does not count.  An option is its own kin. */
bool account_keys_are_kin(const char *key, const char *other);

/* What stands behind a key names a file or a folder. */
bool account_keys_is_path(const struct option *);

/* "there is no key 'pasword'; did you mean ...?".  The value is not repeated: it may be a password. */
void account_keys_explain(char *to, size_t size, const char *unknown);

#endif
