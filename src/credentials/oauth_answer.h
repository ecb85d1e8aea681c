/* oauth_answer.h -- what a token server says: a token (RFC 6749 s.5.1), or why there is none (s.5.2).
 *
 * Knows the JSON, through jansson, and no HTTP.  Promise: what it takes can be said in a login, and what it says of a refusal is printable and
 * without our secret.
 */
#ifndef WAX_CREDENTIALS_OAUTH_ANSWER_H
#define WAX_CREDENTIALS_OAUTH_ANSWER_H

#include "secret.h"

#include <wax/status.h>

/* Zeroed: nothing. */
struct oauth_answer {
    struct secret access, refresh;      /* refresh: in place of the one that was used; no bytes: that one stays */
    int64_t       expires_in_s;         /* 0: not said */
};

/* `status` is HTTP's.  `ours` is the refresh token, which the server may repeat. */
wax_status  oauth_answer_read(struct oauth_answer *, long status, const char *json, size_t len, const struct secret *ours, wax_error *why);
void        oauth_answer_clear(struct oauth_answer *);
const char *oauth_answer_library(void);

#endif
