/* server_setup.h -- from the options to a client: the password is got, the client is told.
 *
 * Knows what the library offers for each option; what the client is then used for is the command's.
 */
#ifndef WAX_CMD_SERVER_SETUP_H
#define WAX_CMD_SERVER_SETUP_H

#include "password.h"
#include "server_args.h"

#include <wax/client.h>

/* Empty when nobody logs in, or without a password. */
/* `is_fresh`: a token that was kept is not good enough. */
void server_setup_password(struct password *, const struct server_args *, bool is_fresh, int64_t deadline_ms, struct outcome *);

/* The proxy, if there is one, with its password. */
void server_setup_proxy(wax_client *, const struct server_args *, int64_t deadline_ms, struct outcome *);

/* All but the time and the proxy.  The password is in the client afterwards, and nowhere else.  The demand (trust_setup.h) must outlive the client. */
void server_setup_client(wax_client *, const struct server_args *, const wax_tls *, struct password *);

#endif
