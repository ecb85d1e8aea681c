/* socket.h -- what we ask of a TCP or local socket: to connect without waiting, and to end.
 *
 * Errors are errno's numbers, 0 for none.
 */
#ifndef WAX_CLIENT_SOCKET_H
#define WAX_CLIENT_SOCKET_H

#include "addresses.h"

/* Non-blocking, no child inherits it, no delay for small segments.  0: it is under way, and writable when its outcome is known.
 * `from`: an address of ours; NULL: the system chooses.  EADDRNOTAVAIL: it is not ours. */
int  wax__socket_connect(const struct address *, const struct address *from, int *fd);
int  wax__socket_outcome(int fd);

/* As send and recv, without waiting and without a signal. */
ssize_t wax__socket_send(int fd, const void *, size_t len);
ssize_t wax__socket_receive(int fd, void *, size_t len);

bool wax__socket_local(int fd, struct address *);       /* our own end */
bool wax__socket_peer(int fd, struct address *);        /* the other one */
void wax__socket_close(int fd);                         /* in order, as far as that goes without waiting; -1 is fine */

#endif
