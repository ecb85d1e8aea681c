/* bio_source.h -- a source as OpenSSL reads it, and what OpenSSL writes as base64 lines into what is kept.
 *
 * Knows BIOs, and nothing of what passes.  OpenSSL has no place for a sentence, so the first failure of either end is kept here, and must be
 * looked at when OpenSSL is done: it takes a failed read for an end.
 */
#ifndef WAX_SIGN_BIO_SOURCE_H
#define WAX_SIGN_BIO_SOURCE_H

#include "buf.h"
#include "encode.h"
#include "spool.h"

#include <openssl/bio.h>
#include <wax/smtp.h>

struct bio_source {
    BIO        *bio;
    BIO_METHOD *method;
    wax_source  from;       /* borrowed */
    wax_error   why;
};

struct bio_lines {
    BIO           *bio;
    BIO_METHOD    *method;
    struct stored *to;      /* borrowed */
    struct encoder encoder;
    struct buf     encoded;
    wax_error      why;
};

/* Neither may move while it is used.  False: no memory.  Clear it, whatever came of it. */
bool       wax__bio_source(struct bio_source *, wax_source from);
void       wax__bio_source_clear(struct bio_source *);

bool       wax__bio_lines(struct bio_lines *, struct stored *to);
wax_status wax__bio_lines_end(struct bio_lines *, wax_error *);         /* the last line */
void       wax__bio_lines_clear(struct bio_lines *);

#endif
