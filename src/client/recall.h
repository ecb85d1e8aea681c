/* recall.h -- where a name led the last time, for connections that follow soon.
 *
 * getaddrinfo tells nobody how long its answer holds, so it is believed for a minute, and not after a connection to it failed.  Knows one name; no socket, no
 * resolver and no clock.
 */
#ifndef WAX_CLIENT_RECALL_H
#define WAX_CLIENT_RECALL_H

#include "addresses.h"

#include <stdint.h>

enum { RECALL_MS = 60000 };

struct recall {
    struct recalled *known;     /* NULL: nothing */
};

bool wax__recall(const struct recall *, const char *host, unsigned port, int64_t now, struct addresses *);      /* false: it has to be asked for */
bool wax__recall_keep(struct recall *, const char *host, unsigned port, int64_t now, const struct addresses *);    /* false: memory is used up */
void wax__recall_forget(struct recall *);

#endif
