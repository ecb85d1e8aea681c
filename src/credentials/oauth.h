/* oauth.h -- an access token, got with a refresh token (RFC 6749 s.6), and kept until it expires.
 *
 * Knows the token server's questions and answers, the file of the refresh token, and where access tokens are kept meanwhile; does not know who
 * takes them.  Promise: secrets go to the token server only, over verified TLS (or to this machine itself); a refresh token that the server
 * replaces is in its file before the new access token is used.
 */
#ifndef WAX_CREDENTIALS_OAUTH_H
#define WAX_CREDENTIALS_OAUTH_H

#include "password.h"

/* Borrowed.  Files are private ones (private_file.h). */
struct oauth {
    const char *token_url, *client_id, *refresh_token_file;
    const char *client_secret_file, *scope, *ca_file;       /* NULL: none; the system's roots */
};

/* `is_fresh`: the token server is asked, whatever is kept.  password.is_kept tells whether it was.  Blocks, until the deadline. */
void        password_from_oauth(struct password *, const struct oauth *, bool is_fresh, int64_t deadline_ms, wax_error *why);
const char *oauth_parts(void);      /* what does it, for `wax --version` */

#endif
