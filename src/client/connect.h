/* connect.h -- from addresses to one connected socket, by the policy of happy.h.
 *
 * Several attempts may be under way; the first to succeed wins, the others are closed.
 */
#ifndef WAX_CLIENT_CONNECT_H
#define WAX_CLIENT_CONNECT_H

#include "addresses.h"

#include <wax/loop.h>

struct connect;
struct watch;

/* The socket and its watch are yours, and the watch still calls for nobody: give it to somebody (wax__watch_call) or free it.  The address is lent. */
struct connected {
    int                   fd;
    struct watch         *watch;
    const struct address *address;
};

struct connect_events {
    void (*begins)(void *user, const struct address *);             /* an attempt */
    void (*connected)(void *user, const struct connected *);        /* once, and then `failed` no more */
    void (*failed)(void *user);                                     /* once: every address was tried */
    void  *user;
};

/* `from`: addresses of ours to call from, each for its family.  The first attempt begins at once; the other events run inside a turn.  NULL: no memory. */
struct connect *wax__connect(wax_loop *, const struct addresses *, const struct addresses *from, int64_t delay_ms, struct connect_events);
void            wax__connect_free(struct connect *);    /* in its events too; ends what is under way */

/* "192.0.2.1 port 587 refused the connection, 2001:db8::1 port 587 has not answered": each one that was tried. */
void wax__connect_explain(const struct connect *, char *to, size_t size);

#endif
