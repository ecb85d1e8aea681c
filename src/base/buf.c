/* buf.c -- see buf.h. */
#include "buf.h"

#include "secret.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t written(const struct buf *b)
{
    return b->end > b->used ? b->end : b->used;
}

static void slide(struct buf *b)
{
    if (b->start == 0)
        return;
    b->used = written(b);
    memmove(b->mem, b->mem + b->start, buf_len(b));
    b->end -= b->start;
    b->start = 0;
}

static bool grow(struct buf *b, size_t need)
{
    size_t size = b->size ? b->size : 256;

    while (size < need) {
        if (size > SIZE_MAX / 2)
            return false;
        size *= 2;
    }
    uint8_t *mem = malloc(size);            /* not realloc: it may leave a copy behind that nobody wipes */
    if (!mem)
        return false;
    if (b->mem)
        memcpy(mem, b->mem, b->end);
    wax__wipe(b->mem, written(b));
    free(b->mem);
    b->mem = mem;
    b->size = size;
    b->used = 0;
    return true;
}

uint8_t *wax__buf_room(struct buf *b, size_t n)
{
    if (n > SIZE_MAX / 2 - b->end)
        return NULL;
    if (b->size - b->end < n && b->start >= b->end / 2)
        slide(b);
    if (b->size - b->end < n && !grow(b, b->end + n))
        return NULL;
    return b->mem + b->end;
}

bool wax__buf_put(struct buf *b, const void *p, size_t n)
{
    if (n == 0)
        return true;
    uint8_t *to = wax__buf_room(b, n);
    if (!to)
        return false;
    memcpy(to, p, n);
    b->end += n;
    return true;
}

bool wax__buf_puts(struct buf *b, const char *s)
{
    return wax__buf_put(b, s, strlen(s));
}

/* What a print has left behind the end, whole or cut off. */
static void note_written(struct buf *b, size_t n)
{
    b->used = b->end + n > b->used ? b->end + n : b->used;
}

bool wax__buf_putf(struct buf *b, const char *format, ...)
{
    va_list ap, again;

    va_start(ap, format);
    va_copy(again, ap);
    size_t room = b->size - b->end;
    int n = vsnprintf(room ? (char *)b->mem + b->end : NULL, room, format, ap);
    bool fits = n >= 0 && (size_t)n < room;
    note_written(b, fits ? (size_t)n + 1 : room);
    bool good = fits || (n >= 0 && wax__buf_room(b, (size_t)n + 1));
    if (good && !fits)
        vsnprintf((char *)b->mem + b->end, (size_t)n + 1, format, again);
    b->end += good ? (size_t)n : 0;
    va_end(again);
    va_end(ap);
    return good;
}

void wax__buf_take(struct buf *b, size_t n)
{
    b->start += n < buf_len(b) ? n : buf_len(b);
    if (b->start < b->end)
        return;
    b->used = written(b);
    b->start = b->end = 0;
}

void wax__buf_blank(struct buf *b)
{
    wax__wipe(b->mem, written(b));
    b->start = b->end = b->used = 0;
}

void wax__buf_clear(struct buf *b)
{
    free(b->mem);
    *b = (struct buf){ 0 };
}

void wax__buf_wipe(struct buf *b)
{
    wax__wipe(b->mem, written(b));
    wax__buf_clear(b);
}
