/* server_setup.h -- from the options to a client: the password is got, the files are looked at, the client is told.
 *
 * Knows what the library offers for each option; what the client is then used for is the command's.
 */
#ifndef WAX_CMD_SERVER_SETUP_H
#define WAX_CMD_SERVER_SETUP_H

#include "password.h"
#include "server_args.h"

#include <wax/client.h>

/* Files that are given are there: found before a password is asked for. */
void server_setup_check_files(const struct server_args *, struct outcome *);

/* Empty when nobody logs in. */
void server_setup_password(struct password *, const struct server_args *, int64_t deadline_ms, struct outcome *);

/* All but the time.  The password is in the client afterwards, and nowhere else.  The demand outlives the client and is the caller's to free. */
wax_tls *server_setup_client(wax_client *, const struct server_args *, struct password *, struct outcome *);

#endif
