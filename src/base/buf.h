/* buf.h -- a queue of bytes: put at the end, taken from the front.
 *
 * Knows nothing of what the bytes mean.  Promise: what was taken is not kept, a failed put changes nothing, and it never
 * grows past what its caller's limit allows.  A zeroed struct is an empty buffer.
 */
#ifndef WAX_BASE_BUF_H
#define WAX_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    uint8_t *mem;
    size_t   start, end, size;      /* bytes [start, end) of mem are in it */
    size_t   used;                  /* no byte behind here or end, whichever is later, was ever written: it needs no wiping */
};

static inline size_t buf_len(const struct buf *b) { return b->end - b->start; }
static inline const uint8_t *buf_data(const struct buf *b) { return b->mem ? b->mem + b->start : (const uint8_t *)""; }

uint8_t *wax__buf_room(struct buf *, size_t n);             /* n writable bytes at the end, NULL when memory is used up */
static inline void buf_added(struct buf *b, size_t n) { b->end += n; }   /* after room: n were written */
bool     wax__buf_put(struct buf *, const void *, size_t n);
bool     wax__buf_puts(struct buf *, const char *);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
bool     wax__buf_putf(struct buf *, const char *format, ...);
void     wax__buf_take(struct buf *, size_t n);
void     wax__buf_blank(struct buf *);                      /* overwrites; empty again, and keeps its memory */
void     wax__buf_clear(struct buf *);                      /* frees; empty again */
void     wax__buf_wipe(struct buf *);                       /* overwrites, then frees */

#endif
