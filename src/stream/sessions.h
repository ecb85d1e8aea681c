/* sessions.h -- what servers gave us so that the next handshake with them is shorter: resumption (RFC 8446 s.2.2, RFC 5077).
 *
 * Knows peers' names and OpenSSL's sessions; knows no connection.  A store belongs to one context, so to one demand: what was made
 * under one is never seen by another.  Each is given out once: who reuses a ticket can be followed from network to network
 * (RFC 8446 s.C.4).  Promise: a name gets sessions of that name only, and there are never more than LIMIT_SESSIONS.  Any thread.
 */
#ifndef WAX_STREAM_SESSIONS_H
#define WAX_STREAM_SESSIONS_H

#include "limit.h"
#include "peer_name.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>

struct sessions {
    CRYPTO_RWLOCK *lock;
    struct kept   *youngest;
    size_t         n;
};

bool         wax__sessions_init(struct sessions *);         /* false for want of memory */
void         wax__sessions_clear(struct sessions *);
void         wax__sessions_keep(struct sessions *, const struct peer_name *, SSL_SESSION *);   /* it is the store's now */
SSL_SESSION *wax__sessions_take(struct sessions *, const struct peer_name *);                  /* the last one kept, the caller's now; NULL: there is none */
void         wax__sessions_forget(struct sessions *, const struct peer_name *);

#endif
