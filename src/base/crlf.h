/* crlf.h -- text whose lines end in CRLF, looked at by the kilobyte and not by the line.
 *
 * Knows CR, LF and how long a line is; knows nothing of what the text is.  The loops go over blocks of one size and have no way out in their middle:
 * of such compilers make vector code, at -O2 too.
 */
#ifndef WAX_BASE_CRLF_H
#define WAX_BASE_CRLF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether a CR or an LF stands alone in what follows a CR or does not; of a CR at the very end nothing can be said.  n is not 0. */
bool   wax__crlf_has_bare(const uint8_t *p, size_t n, bool after_cr);

/* Whether a line, its end included, has more than `most` bytes; *column, before and afterwards, is how many its beginning has.  The ends must be
 * known to be good. */
bool   wax__crlf_has_long(size_t *column, const uint8_t *p, size_t n, size_t most);

size_t wax__crlf_lines(const uint8_t *p, size_t n);             /* how many end here */
size_t wax__crlf_whole(const uint8_t *p, size_t n);             /* how many bytes, up to the last end; 0: none ends here */

#endif
