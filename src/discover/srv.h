/* srv.h -- which servers a domain names for a service (RFC 2782): their records, out of a DNS answer, in the order in which to try them.
 *
 * Plain values: asks nobody and knows no service (srv_ask.h).  An answer is hostile until it has been read: who forges one can name any
 * server, so whoever acts on it asks first (RFC 6186 s.6).
 */
#ifndef WAX_DISCOVER_SRV_H
#define WAX_DISCOVER_SRV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SRV_MOST = 16, SRV_NAME = 254 };     /* of one service; bytes of a name with its NUL, RFC 1035 s.2.3.4 */

struct srv {
    char     target[SRV_NAME];      /* letters, digits, - and _, with dots between them; lower case, no dot at its end */
    uint16_t priority, weight, port;
};

struct srv_list {
    struct srv at[SRV_MOST];
    size_t     n;
    bool       is_refused;          /* "." is the only target: the domain says that it has no such service */
};

/* Of a whole answer, header and all.  False: it can't be read to its end, and nothing in it is believed.  Records that no host can be meant
 * by are left out, and so is what is more than SRV_MOST. */
bool srv_read(struct srv_list *, const uint8_t *answer, size_t len);

/* The lowest priority first, and among equals by chance, heavier ones more often (RFC 2782, "Usage rules"). `chance` gives a number
 * from 0 to `most`. */
typedef uint32_t srv_chance_fn(void *user, uint32_t most);
void srv_order(struct srv_list *, srv_chance_fn *chance, void *user);

#endif
