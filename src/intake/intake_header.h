/* intake_header.h -- a header as it came, and as it leaves: what must not leave is gone, what is missing is there.
 *
 * Knows which fields of RFC 5322 a submitting program may leave to us, and which are none of a receiver's business; reads no clock and knows
 * no server.  Promise: a field that is right leaves byte for byte as it came, but for lines over 998 bytes, which are folded.
 */
#ifndef WAX_INTAKE_HEADER_H
#define WAX_INTAKE_HEADER_H

#include "buf.h"
#include "moment.h"
#include "text.h"

/* Borrowed from the header. */
struct intake_field {
    struct span whole, name, value;     /* value: with its folds, without the last line's end */
};

/* What is supplied where it is missing. */
struct intake_defaults {
    const char   *domain;               /* of addresses that have none, and of the Message-ID */
    const char   *author, *author_name; /* an address; the name UTF-8, "" for none */
    struct moment moment;
};

bool intake_field_next(struct span *rest, struct intake_field *);           /* false: that was the last */
bool intake_field_is(const struct intake_field *, const char *name);
bool intake_header_has(struct span header, const char *name);

/* Does the line begin a field?  RFC 5322 s.2.2, and white space before the colon as s.4.5 tells readers to bear. */
bool intake_begins_field(const uint8_t *line, size_t len);

/* `to` is the header as it leaves, without the empty line, in CRLF lines.  False: memory is used up. */
bool intake_header_complete(struct span header, const struct intake_defaults *, struct buf *to);

/* A field on one line: of its value, everything but the folds. */
bool intake_unfold(struct span value, struct buf *to);

#endif
