/* pool.h -- which of a client's connections carries which message, and when there should be one more.
 *
 * Knows who waits, how many connections there may be, and the time; what is said to a server is the connection's.
 */
#ifndef WAX_CLIENT_POOL_H
#define WAX_CLIENT_POOL_H

#include "wax_client.h"

/* All that can be done now, and then whoever waits for a report is told: last, since that may free the client.  A lane that moved, or NULL. */
void wax__pool_work(struct wax_client *, struct lane *moved);

bool wax__pool_has_proven(const struct wax_client *, const struct lane *but);       /* another connection has come as far as the first mail */
void wax__pool_learn(struct wax_client *, const struct lane *ended);                /* a connection that never did says how many there may be */
void wax__pool_break(struct wax_client *, const wax_error *why);                    /* everything, carried and waiting, is settled so */
bool wax__pool_withdraw(struct wax_client *, const wax_message *);                  /* it is settled as cancelled, now or soon; false: too late, or not there */
void wax__pool_clear(struct wax_client *);                                          /* frees all connections */

#endif
