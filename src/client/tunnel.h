/* tunnel.h -- a connected socket to a proxy, until it is one to the server.
 *
 * Moves the bytes of proxy.h over the socket, within a time of its own.  Promise: it reads no byte that lies behind the proxy's answer.
 */
#ifndef WAX_CLIENT_TUNNEL_H
#define WAX_CLIENT_TUNNEL_H

#include "proxy.h"

#include <wax/loop.h>

enum { TUNNEL_MS = 2 * 60 * 1000 };     /* the proxy's own call to the server is in it: what systems wait for a TCP connection */

struct tunnel;

/* Runs inside a turn, once.  OK: the server is next.  The error is lent. */
typedef void tunnel_fn(void *user, const wax_error *);

struct tunnel *wax__tunnel(wax_loop *, int fd, const struct proxy_wish *, int64_t patience_ms, tunnel_fn *, void *user);    /* NULL: no memory; borrows the socket, and what the wish points to */
void           wax__tunnel_free(struct tunnel *);       /* in its callback too; the socket stays open */

#endif
