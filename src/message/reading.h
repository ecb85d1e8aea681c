/* reading.h -- for tests: a source read to its end, in reads of a size of the test's choice. */
#ifndef WAX_MESSAGE_READING_H
#define WAX_MESSAGE_READING_H

#include "buf.h"

#include <stdlib.h>
#include <string.h>
#include <wax/smtp.h>

/* The status it ended with; what came before lies in `to`. */
static inline wax_status read_to_end(wax_source from, size_t room, struct buf *to, wax_error *why)
{
    char *piece = malloc(room);     /* to the byte, so that a sanitizer sees a write past it */
    size_t got = 1;
    wax_status s = piece ? WAX_OK : WAX_E_NOMEM;

    while (!s && got && !(s = from.read(from.user, piece, room, &got, why)))
        if (got && !wax__buf_put(to, piece, got))
            s = WAX_E_NOMEM;
    free(piece);
    return s;
}

static inline bool buf_is(const struct buf *b, const char *text)
{
    return buf_len(b) == strlen(text) && memcmp(buf_data(b), text, buf_len(b)) == 0;
}

/* A source that gives at most `most` bytes at a time, whatever the room. */
struct drip { const char *bytes; size_t len, at, most; };

static inline wax_status drip_read(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct drip *d = user;

    (void)why;
    *n = d->len - d->at;
    *n = *n < d->most ? *n : d->most;
    *n = *n < room ? *n : room;
    if (*n)
        memcpy(to, d->bytes + d->at, *n);
    d->at += *n;
    return WAX_OK;
}

static inline wax_status drip_rewind(void *user, wax_error *why)
{
    (void)why;
    ((struct drip *)user)->at = 0;
    return WAX_OK;
}

static inline wax_source drip_source(struct drip *d)
{
    return (wax_source){ drip_read, drip_rewind, NULL, d };
}

#endif
