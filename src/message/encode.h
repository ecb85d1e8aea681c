/* encode.h -- a part's bytes, as lines that any server carries: 7bit, quoted-printable or base64 (RFC 2045 s.6).
 *
 * Knows bytes and lines; knows no header and no source.  Promise: what comes out is ASCII, its lines end in CRLF and hold at most
 * 998 bytes (76 when encoded), and none of them can be taken for a boundary of ours.  8bit is there for the one thing that may
 * not be encoded, a forwarded mail (RFC 2046 s.5.2.1), and binary for who asked for it (RFC 3030); neither is chosen here.
 */
#ifndef WAX_MESSAGE_ENCODE_H
#define WAX_MESSAGE_ENCODE_H

#include "buf.h"

/* What every boundary of ours begins with: "=_" occurs in no quoted-printable or base64 (RFC 2045 s.6.7), and 7bit is not chosen
 * for a text with a line that begins so. */
#define BOUNDARY_START "=_"

enum encoding { ENCODING_7BIT, ENCODING_QP, ENCODING_BASE64, ENCODING_8BIT, ENCODING_BINARY };

const char *wax__encoding_name(enum encoding);

/* What there is to know about the bytes before an encoding is chosen.  Zeroed: nothing was seen. */
struct profile {
    const char *mark;           /* what no line may begin with; NULL: "--" BOUNDARY_START */
    uint64_t    n, n_foreign;   /* bytes; those that quoted-printable writes as =XX */
    size_t      column, longest;
    size_t      alike;          /* how much of the mark this line has begun with ... */
    size_t      alike_from;     /* ... and of "From " */
    uint8_t     last;
    bool        has_8bit_or_control, has_boundary;
    bool        is_binary;      /* a NUL, a CR or an LF that is no part of a CRLF: only base64 gives those back */
    bool        is_fragile;     /* a line that ends in a blank, or begins with "From ": relays have been seen to change those */
};

void          wax__profile_add(struct profile *, const uint8_t *, size_t len);

/* The shortest that is safe; 7bit before any.  Under a signature nothing fragile goes as it is (RFC 8551 s.3.1.2, RFC 3156 s.3). */
enum encoding wax__encoding_for(const struct profile *, bool is_signed);
bool          wax__profile_is_7bit(const struct profile *);     /* so far: more bytes may still change it, to false */

/* The encoder of one part; zeroed but for `how`.  All but base64 take text with CRLF line ends. */
struct encoder {
    enum encoding how;
    bool          hides_from;   /* quoted-printable: no line begins with "From " */
    size_t        column;
    uint8_t       held[56];     /* base64: a line not yet full; quoted-printable: a space that may be the line's last */
    size_t        n_held;
};

bool wax__encode(struct encoder *, const uint8_t *, size_t len, struct buf *to);    /* false: no memory */
bool wax__encode_end(struct encoder *, struct buf *to);

uint64_t wax__base64_size(uint64_t len);        /* how long so many bytes are in base64, line ends included */

bool wax__qp(struct encoder *, const uint8_t *, size_t len, struct buf *to);
bool wax__qp_end(struct encoder *, struct buf *to);

#endif
