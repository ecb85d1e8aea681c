/* crlf_rows.h -- what crlf.c asks of its bytes, in vectors.
 *
 * Which file does it is the build's to choose, as with base64_lines.h: one that asks the processor what it can, or one that runs on all.
 */
#ifndef WAX_BASE_CRLF_ROWS_H
#define WAX_BASE_CRLF_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CRLF_ROW = 32, CRLF_BLOCK = 128 };

struct crlf_seen {
    bool   has_bare, has_nul;
    size_t lines;
    size_t run, longest;        /* blocks in a row in which no line ends */
};

/* n is a multiple of CRLF_ROW; p[-1] is looked at as well. */
void wax__crlf_rows(struct crlf_seen *, const uint8_t *p, size_t n);
void wax__crlf_rows_plain(struct crlf_seen *, const uint8_t *p, size_t n);      /* what runs on all */

#endif
