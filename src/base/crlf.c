/* crlf.c -- see crlf.h. */
#include "crlf.h"

#include "crlf_rows.h"

static void look_at_byte(struct crlf_seen *s, uint8_t before, uint8_t byte)
{
    s->has_bare |= (byte == '\n') != (before == '\r');
    s->has_nul |= byte == 0;
    s->lines += byte == '\n';
}

static struct crlf_seen look(const uint8_t *p, size_t n, bool after_cr)
{
    struct crlf_seen s = { 0 };
    size_t rows = (n - 1) / CRLF_ROW * CRLF_ROW;

    look_at_byte(&s, after_cr ? '\r' : 0, p[0]);
    wax__crlf_rows(&s, p + 1, rows);
    for (size_t i = 1 + rows; i < n; i++)
        look_at_byte(&s, p[i - 1], p[i]);
    return s;
}

size_t wax__crlf_whole(const uint8_t *p, size_t n)
{
    while (n && p[n - 1] != '\n')
        n--;
    return n;
}

/* A line is too long when no LF is found looking back from where it would have to end; so a kilobyte costs one look. */
static bool has_long(size_t column, const uint8_t *p, size_t n, size_t most)
{
    for (size_t at = 0; n - at > most - column; column = 0) {
        size_t whole = wax__crlf_whole(p + at, most - column);
        if (!whole)
            return true;
        at += whole;
    }
    return false;
}

/* What lies between two ends reaches at most into the blocks around those in which none is. */
static bool may_have_long(const struct crlf_seen *s, size_t column, size_t most)
{
    return column + (s->longest + 2) * CRLF_BLOCK > most;
}

enum crlf_fault wax__crlf_look(struct crlf *at, const uint8_t *p, size_t n, size_t most)
{
    if (n == 0)
        return CRLF_KEPT;
    struct crlf_seen s = look(p, n, at->after_cr);
    size_t whole = wax__crlf_whole(p, n), column = at->column;

    at->after_cr = p[n - 1] == '\r';
    at->column = whole ? n - whole : column + n;
    at->lines += s.lines;
    return s.has_bare ? CRLF_BARE
         : s.has_nul ? CRLF_NUL
         : may_have_long(&s, column, most) && has_long(column, p, n, most) ? CRLF_LONG
                                                                           : CRLF_KEPT;
}
