/* channel.h -- what a report says of the connection that carried its message: kept once for all that it carried.
 *
 * Knows how many hold it, also from other threads: a report belongs to whoever asked for it.  Promise: what somebody else holds does not change.
 */
#ifndef WAX_CLIENT_CHANNEL_H
#define WAX_CLIENT_CHANNEL_H

#include "addresses.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <wax/tls.h>

struct channel {
    atomic_size_t n_holders;
    char          peer[ADDRESS_TEXT];
    bool          has_tls;
    wax_tls_info  tls;
};

struct channel *wax__channel_new(void);                     /* its holder is the caller; NULL: no memory */
struct channel *wax__channel_hold(struct channel *or_null);
void            wax__channel_drop(struct channel *or_null);

/* The same with these facts, or another one where somebody holds it with others.  NULL: there is no memory for that. */
struct channel *wax__channel_with(struct channel *or_null, const char *peer, const wax_tls_info *or_null_tls);

#endif
