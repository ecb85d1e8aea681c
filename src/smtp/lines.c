/* lines.c -- see lines.h. */
#include "lines.h"

#include "fail.h"
#include "limit.h"

#include <string.h>

static wax_status broken(wax_error *why, const char *what)
{
    return wax__fail(why, WAX_E_INPUT, "body", "the message holds %s; it was not sent", what);
}

/* LF stands exactly where the byte before it is CR: that one rule finds bare CR and bare LF, and compiles to vector code. */
static bool has_bare_end(const uint8_t *p, size_t n, bool after_cr)
{
    unsigned bad = (p[0] == '\n') != after_cr;

    for (size_t i = 1; i < n; i++)
        bad |= (p[i] == '\n') != (p[i - 1] == '\r');
    return bad;
}

static const uint8_t *last_lf(const uint8_t *p, size_t n)
{
    while (n)
        if (p[--n] == '\n')
            return p + n;
    return NULL;
}

/* A line is too long when no LF is found looking back from where it would have to end; so a kilobyte costs one look. */
static bool has_long_line(size_t *column, const uint8_t *p, size_t n)
{
    const size_t most = LIMIT_BODY_LINE + 2;
    size_t at = 0;

    while (*column + (n - at) > most) {
        size_t look = most - *column;
        const uint8_t *lf = last_lf(p + at, look);
        if (!lf)
            return true;
        at = (size_t)(lf - p) + 1;
        *column = 0;
    }
    const uint8_t *lf = last_lf(p + at, n - at);
    *column = lf ? (size_t)(p + n - lf) - 1 : *column + (n - at);
    return false;
}

wax_status wax__lines_check(struct lines *l, const uint8_t *p, size_t n, wax_error *why)
{
    if (n == 0)
        return WAX_OK;
    if (has_bare_end(p, n, l->after_cr))
        return broken(why, "a CR or LF that is not part of a CRLF");
    if (memchr(p, 0, n))
        return broken(why, "a NUL byte");
    if (has_long_line(&l->column, p, n))
        return broken(why, "a line of more than 998 bytes");
    l->has_begun = true;
    l->after_cr = p[n - 1] == '\r';
    return WAX_OK;
}

wax_status wax__lines_end(const struct lines *l, wax_error *why)
{
    if (l->has_begun && (l->column || l->after_cr))
        return broken(why, "a last line without its CRLF");
    return WAX_OK;
}
