/* fuzz_normalise.c -- a ready-made mail's lines, against a reading of the rules a byte at a time.
 *
 * The first two bytes of the input are the sizes of reads on either side, the rest is the mail. */
#include "buf.h"
#include "normalise.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct drip { const uint8_t *bytes; size_t len, at, most; };

static wax_status drip_read(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct drip *d = user;
    size_t left = d->len - d->at;

    (void)why;
    *n = left < d->most ? left : d->most;
    *n = *n < room ? *n : room;
    if (*n)
        memcpy(to, d->bytes + d->at, *n);
    d->at += *n;
    return WAX_OK;
}

static bool expected(const uint8_t *in, size_t len, struct buf *out)
{
    for (size_t i = 0, column = 0; i < len; i++) {
        if (in[i] == 0 || (in[i] == '\r' && (i + 1 == len || in[i + 1] != '\n')))
            return false;
        if (in[i] == '\r')
            continue;
        wax__buf_put(out, in[i] == '\n' ? (const void *)"\r\n" : in + i, in[i] == '\n' ? 2 : 1);
        column = in[i] == '\n' ? 0 : column + 1;
        if (column > LIMIT_BODY_LINE)
            return false;
    }
    if (len && in[len - 1] != '\n')
        wax__buf_put(out, "\r\n", 2);
    return true;
}

static wax_status run(struct normaliser *n, size_t room, struct buf *out, wax_error *why)
{
    uint8_t *piece = malloc(room);
    size_t got = 1;
    wax_status s = WAX_OK;

    while (piece && got && !(s = wax__normalise_read(n, piece, room, &got, why)))
        wax__buf_put(out, piece, got);
    free(piece);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct normaliser n;
    struct buf want = { 0 }, got = { 0 };
    wax_error why = { 0 };

    if (len < 2)
        return 0;
    struct drip d = { data + 2, len - 2, 0, 1 + (size_t)data[0] * data[0] };
    wax__normalise_begin(&n, (wax_source){ drip_read, NULL, NULL, &d }, (struct line_law){ "the mail", WAX_E_INPUT, LIMIT_BODY_LINE });
    bool is_good = expected(data + 2, len - 2, &want);
    wax_status s = run(&n, 1 + (size_t)data[1] * data[1], &got, &why);
    if (is_good ? s != WAX_OK : s != WAX_E_INPUT || !strstr(why.text, "line "))
        abort();
    if (is_good && (buf_len(&want) != buf_len(&got) || memcmp(buf_data(&want), buf_data(&got), buf_len(&got)) != 0))
        abort();
    wax__buf_clear(&want);
    wax__buf_clear(&got);
    return 0;
}
