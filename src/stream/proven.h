/* proven.h -- the chains that have proven peers, so that what was proven need not be proven at every connection.
 *
 * Knows peers' names, certificates and the clock; knows no connection.  A store belongs to one context, so to one demand and its roots, none of
 * which can change or be taken back; what else a verification rests on is looked at each time: the name, the certificate that is shown, the dates
 * of all of the chain, and, by whoever asks, what the roots' folder says by now of the authorities in it (roots.h).  Revocation lists are not among
 * it: who demands them keeps no store.  Promise: what is found would be proven again now; of what is not found nothing is said.  Any thread.
 * Decision 23.
 */
#ifndef WAX_STREAM_PROVEN_H
#define WAX_STREAM_PROVEN_H

#include "limit.h"
#include "peer_name.h"

#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <stdbool.h>

struct proven {
    CRYPTO_RWLOCK *lock;
    struct proven_chain {
        struct peer_name of;
        STACK_OF(X509)  *chain;         /* from the peer's own to the root; NULL: a free place */
        int64_t          from, until;   /* within the dates of all of them, seconds since 1970: from <= now < until */
    } kept[LIMIT_PROVEN];
    unsigned oldest;
};

bool            wax__proven_init(struct proven *);          /* false for want of memory */
void            wax__proven_clear(struct proven *);
void            wax__proven_keep(struct proven *, const struct peer_name *, STACK_OF(X509) *chain);    /* the caller's chain stays its own */
STACK_OF(X509) *wax__proven_find(struct proven *, const struct peer_name *, const X509 *shown);        /* the caller's now; NULL: prove it */
void            wax__proven_forget(struct proven *, const struct peer_name *);

#endif
