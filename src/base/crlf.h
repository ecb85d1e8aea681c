/* crlf.h -- text whose lines end in CRLF, looked at by the kilobyte and not by the line.
 *
 * Knows CR, LF, NUL and how long a line is; knows nothing of what the text is.  Every byte is loaded once for all that is asked of it, a vector at a time;
 * of how long lines are the blocks in which none ends say enough, and where they do not it is looked at exactly.
 */
#ifndef WAX_BASE_CRLF_H
#define WAX_BASE_CRLF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum crlf_fault {
    CRLF_KEPT,                  /* of a CR at the very end nothing can be said yet */
    CRLF_BARE,                  /* a CR or an LF stands alone */
    CRLF_NUL,
    CRLF_LONG                   /* a line, its end included, has more than `most` bytes */
};

/* Where a look ended and the next goes on.  A zeroed struct is the beginning of a text. */
struct crlf {
    bool   after_cr;            /* the last byte was one */
    size_t column;              /* bytes since the last LF */
    size_t lines;               /* that have ended */
};

/* The first of the faults in their order.  After any but KEPT the column means nothing. */
enum crlf_fault wax__crlf_look(struct crlf *, const uint8_t *p, size_t n, size_t most);

size_t wax__crlf_whole(const uint8_t *p, size_t n);             /* how many bytes, up to the last end; 0: none ends here */

#endif
