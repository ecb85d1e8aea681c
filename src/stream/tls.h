/* tls.h -- one TLS conversation between two buffers.
 *
 * Reads wire bytes from one, writes wire bytes into the other; what was decrypted goes into a third that its caller gives.  Knows
 * no phase and no application.  Promise: `handshake` is OK only if the demand is met; and each failure has its sentence.
 */
#ifndef WAX_STREAM_TLS_H
#define WAX_STREAM_TLS_H

#include "peer_name.h"
#include "proof.h"
#include "wire_bio.h"

#include <wax/tls.h>

struct tls {
    struct context  *context;
    SSL             *ssl;
    struct wire      wire;
    struct peer_name name;          /* that the certificate must prove; "" when nobody was named; a server's is for sentences alone */
    struct proof     proof;
    bool             is_secure;
    bool             has_ended;     /* the peer said goodbye (close_notify); a fatal alert is none */
    bool             after_clear;   /* the caller's: something was said before it began */
    bool             is_server;
    unsigned         idle_records;  /* received since the last one that held data */
    unsigned         answers;       /* that reading put on the wire since it was last empty */
    wax_tls_info     info;          /* once the handshake is OK */
    wax_error       *why;           /* the stream's */
};

/* Buffers and error are borrowed until clear, and the struct stays where it is.  A struct that failed is to be cleared too. */
wax_status wax__tls_begin(struct tls *, const wax_tls *, const char *host, struct buf *in, struct buf *out, wax_error *);
wax_status wax__tls_handshake(struct tls *);                                        /* OK, AGAIN, or what went wrong */
wax_status wax__tls_read(struct tls *, struct buf *plain, size_t limit);            /* AGAIN: no more wire; OK: plain is full, or the peer has ended */
wax_status wax__tls_write(struct tls *, const void *, size_t len);                  /* one record: at most TLS_RECORD bytes */
void       wax__tls_goodbye(struct tls *);
void       wax__tls_clear(struct tls *);

enum { TLS_RECORD = 16384 };    /* RFC 8446 s.5.1 */

#endif
