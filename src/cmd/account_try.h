/* account_try.h -- a server that may become an account's is called, as `wax check` does: is it the one, does it take logins, does it take this one?
 *
 * Knows what a good server is; does not know where its name came from.
 */
#ifndef WAX_CMD_ACCOUNT_TRY_H
#define WAX_CMD_ACCOUNT_TRY_H

#include "account_draft.h"

struct verdict {
    wax_error why;              /* what stands in the way; status OK: nothing */
    bool      takes_logins;
};

struct verdict account_try_server(struct draft *, const char *url, int64_t timeout_ms);     /* nobody logs in */
struct verdict account_try_login(struct draft *, const struct password *);                  /* with the draft's server and user; the password stays */

#endif
