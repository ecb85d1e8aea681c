/* qp.c -- quoted-printable, RFC 2045 s.6.7, of text whose lines end in CRLF. */
#include "encode.h"

#include <string.h>

enum { LINE = 76 };

static bool is_plain(uint8_t c)
{
    return c > 32 && c < 127 && c != '=';
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static bool put(struct encoder *e, const char *unit, size_t n, struct buf *to)
{
    if (e->column + n > LINE - 1) {         /* the last column is kept for the "=" of a soft line break */
        if (!wax__buf_put(to, "=\r\n", 3))
            return false;
        e->column = 0;
    }
    e->column += n;
    return wax__buf_put(to, unit, n);
}

/* Of "From " the F is enough, and a line that begins with another word in F is no worse for it. */
static bool is_hidden(const struct encoder *e, uint8_t c)
{
    return e->hides_from && c == 'F' && (e->column == 0 || e->column == LINE - 1);
}

static bool put_byte(struct encoder *e, uint8_t c, bool is_plain, struct buf *to)
{
    static const char hex[] = "0123456789ABCDEF";
    char unit[3] = { '=', hex[c >> 4], hex[c & 15] };

    return is_plain && !is_hidden(e, c) ? put(e, (const char *)&c, 1, to) : put(e, unit, 3, to);
}

/* The white space that was held: itself when something follows on its line, encoded when it is the line's last (rule 3). */
static bool release(struct encoder *e, bool is_last, struct buf *to)
{
    if (!e->n_held)
        return true;
    e->n_held = 0;
    return put_byte(e, e->held[0], !is_last, to);
}

static bool end_line(struct encoder *e, struct buf *to)
{
    bool good = release(e, true, to) && wax__buf_put(to, "\r\n", 2);

    e->column = 0;
    return good;
}

static bool one(struct encoder *e, uint8_t c, struct buf *to)
{
    if (c == '\r')
        return true;                        /* text: only ever before an LF */
    if (c == '\n')
        return end_line(e, to);
    if (!release(e, false, to))
        return false;
    if (is_blank(c)) {
        e->held[0] = c;
        e->n_held = 1;
        return true;
    }
    return put_byte(e, c, is_plain(c), to);
}

/* -- runs: most of a text stands for itself, and is copied together ------------------------------------------- */

/* How many go as they are, wherever lines are broken: a blank is among them when what follows it is. */
static size_t run_ahead(const uint8_t *p, size_t len)
{
    size_t n = 0;

    while (n < len && (is_plain(p[n]) || (is_blank(p[n]) && n + 1 < len && is_plain(p[n + 1]))))
        n++;
    return n;
}

/* As much of the run as has room on this line; its first alone where that is hidden. */
static bool put_some(struct encoder *e, const uint8_t *p, size_t len, size_t *n, struct buf *to)
{
    *n = 1;
    if (e->column == LINE - 1 || is_hidden(e, *p))
        return put_byte(e, *p, true, to);
    *n = len < LINE - 1 - e->column ? len : LINE - 1 - e->column;
    e->column += *n;
    return wax__buf_put(to, p, *n);
}

static bool put_run(struct encoder *e, const uint8_t *p, size_t len, struct buf *to)
{
    for (size_t at = 0, n; at < len; at += n)
        if (!put_some(e, p + at, len - at, &n, to))
            return false;
    return true;
}

bool wax__qp(struct encoder *e, const uint8_t *bytes, size_t len, struct buf *to)
{
    for (size_t i = 0, run; i < len; i += run ? run : 1) {
        run = e->n_held ? 0 : run_ahead(bytes + i, len - i);
        if (!(run ? put_run(e, bytes + i, run, to) : one(e, bytes[i], to)))
            return false;
    }
    return true;
}

bool wax__qp_end(struct encoder *e, struct buf *to)
{
    return release(e, true, to);
}
