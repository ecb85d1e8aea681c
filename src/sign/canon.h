/* canon.h -- the canonical forms of RFC 6376 s.3.4: what of a mail a signature is about, so that relays may touch the rest.
 *
 * Knows white space, lines and fields; knows no key and no tag.  Promise: the body passes in pieces of any size, in constant memory.
 */
#ifndef WAX_SIGN_CANON_H
#define WAX_SIGN_CANON_H

#include "buf.h"
#include "text.h"

#include <openssl/evp.h>

enum canon { CANON_RELAXED, CANON_SIMPLE, CANONS };

const char *wax__canon_name(enum canon);

/* A field, folded or not and with its CRLF, put behind what lies in `to`; false: no memory. */
bool wax__canon_field(enum canon, struct span field, struct buf *to);

/* The body's hash, SHA-256.  Zeroed but for `canon` and `md`, which is initialised and the caller's. */
struct body_canon {
    enum canon  canon;
    EVP_MD_CTX *md;
    uint64_t    line_ends;      /* seen and not yet hashed: those at the very end do not count */
    bool        has_blank;      /* relaxed: white space seen and not yet hashed: at a line's end it does not count */
    bool        has_text;
};

bool wax__canon_body(struct body_canon *, const uint8_t *, size_t len);     /* false: OpenSSL failed */
bool wax__canon_body_end(struct body_canon *, uint8_t digest[32]);

#endif
