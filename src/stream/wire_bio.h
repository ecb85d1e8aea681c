/* wire_bio.h -- OpenSSL's two ends on the wire: it reads from one buffer of ours and writes into another, without a copy between.
 *
 * Knows BIO and bounds; knows no TLS.  Promise: a read past what is allowed looks like a wire that has nothing yet, and says so
 * in `is_over`; a write fails only for want of memory, and says so in `lacks_memory`.
 */
#ifndef WAX_STREAM_WIRE_BIO_H
#define WAX_STREAM_WIRE_BIO_H

#include "buf.h"

#include <openssl/bio.h>

struct wire {
    struct buf *in, *out;
    uint64_t    read;           /* bytes ever read by OpenSSL */
    uint64_t    may_read;       /* it reads no further than this */
    bool        has_ended;      /* after what lies in `in`, nothing comes */
    bool        is_over;        /* it wanted to read further */
    bool        lacks_memory;   /* a write was lost */
    uint8_t     first[48];      /* the first bytes read, to say what came where TLS was expected */
};

/* What such a BIO does.  The caller's: BIO_meth_free, when the last BIO is gone.  NULL: no memory.
 * Not one for the whole process: that could never be freed, and a first use that ran out of memory would be the last. */
BIO_METHOD *wax__wire_method(void);

/* A BIO over the wire; both it and the method must live as long.  NULL: no memory. */
BIO *wax__wire_bio(struct wire *, const BIO_METHOD *);

#endif
