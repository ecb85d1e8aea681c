/* dkim_field.h -- one DKIM-Signature field, from what was hashed to its last base64 digit.
 *
 * Knows tags, their order and their folds (RFC 6376 s.3.5), and what exactly is signed (s.3.7); the body is a hash here.
 */
#ifndef WAX_SIGN_DKIM_FIELD_H
#define WAX_SIGN_DKIM_FIELD_H

#include "canon.h"
#include "dkim_key.h"
#include "fields.h"

struct dkim_signer {
    struct dkim_signer *next;
    struct dkim_key     key;
    char               *domain, *selector, *identity, *names;     /* the last two may be NULL */
    enum canon          header, body;
    int64_t             valid_s;
};

/* Signed by `signer` at that time, put behind what lies in `to`, with its CRLF. */
wax_status wax__dkim_field(const struct dkim_signer *, struct sign_fields *, const uint8_t body_hash[32], int64_t unix_seconds, struct buf *to,
                           wax_error *);

/* What is hashed in the end: the named fields, and the signature's own up to its "b=", all in canonical form.  False: no memory. */
bool wax__dkim_signed_text(enum canon, struct sign_fields *, struct span names, struct span unsigned_field, struct buf *to);

#endif
