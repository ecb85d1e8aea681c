/* announce.h -- what a server behind a load balancer is told first: who calls (the PROXY protocol, proxy_header.h).
 *
 * Knows the two ends as they were given, or asks the socket for its own.  Promise: it goes in one piece before anything else, or the connection fails.
 */
#ifndef WAX_CLIENT_ANNOUNCE_H
#define WAX_CLIENT_ANNOUNCE_H

#include "addresses.h"
#include "note.h"

struct announce {
    int            version;                 /* 1, 2; 0: nothing is told */
    bool           is_given;                /* else the socket's own ends */
    struct address source, destination;
};

/* "192.0.2.1:49152", "[2001:db8::1]:25"; both NULL: the socket's own.  E_USAGE with the sentence. */
wax_status wax__announce_parse(struct announce *, int version, const char *source, const char *destination, wax_error *);

wax_status wax__announce(const struct announce *, int fd, const struct notes *, wax_error *);

#endif
