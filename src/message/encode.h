/* encode.h -- a part's bytes, as lines that any server carries: 7bit, quoted-printable or base64 (RFC 2045 s.6).
 *
 * Knows bytes and lines; knows no header and no source.  Promise: what comes out is ASCII, its lines end in CRLF and hold at most
 * 998 bytes (76 when encoded), and none of them can be taken for a boundary of ours.
 */
#ifndef WAX_MESSAGE_ENCODE_H
#define WAX_MESSAGE_ENCODE_H

#include "buf.h"

/* What every boundary of ours begins with: "=_" occurs in no quoted-printable or base64 (RFC 2045 s.6.7), and 7bit is not chosen
 * for a text with a line that begins so. */
#define BOUNDARY_START "=_"

enum encoding { ENCODING_7BIT, ENCODING_QP, ENCODING_BASE64 };

const char *wax__encoding_name(enum encoding);

/* What there is to know about the bytes before an encoding is chosen.  Zeroed: nothing was seen. */
struct profile {
    uint64_t n, n_foreign;      /* bytes; those that quoted-printable writes as =XX */
    size_t   column, longest;
    size_t   alike;             /* how much of "--" BOUNDARY_START this line has begun with */
    bool     has_8bit_or_control, has_boundary;
};

void          wax__profile_add(struct profile *, const uint8_t *, size_t len);
enum encoding wax__encoding_for(const struct profile *);        /* the shortest that is safe; 7bit before any */

/* The encoder of one part; zeroed but for `how`.  7bit and quoted-printable take text with CRLF line ends. */
struct encoder {
    enum encoding how;
    size_t        column;
    uint8_t       held[56];     /* base64: a line not yet full; quoted-printable: a space that may be the line's last */
    size_t        n_held;
};

bool wax__encode(struct encoder *, const uint8_t *, size_t len, struct buf *to);    /* false: no memory */
bool wax__encode_end(struct encoder *, struct buf *to);

bool wax__qp(struct encoder *, const uint8_t *, size_t len, struct buf *to);
bool wax__qp_end(struct encoder *, struct buf *to);

#endif
