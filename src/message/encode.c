/* encode.c -- see encode.h: the choice, and base64; quoted-printable is qp.c's. */
#include "encode.h"

#include "base64_lines.h"
#include "limit.h"
#include "text.h"

#include <string.h>

enum { LINE_IN = BASE64_LINE_IN, LINE_OUT = BASE64_LINE_OUT, PLAIN_RUN = 16 };

const char *wax__encoding_name(enum encoding e)
{
    static const char *const names[] = { "7bit", "quoted-printable", "base64", "8bit", "binary" };

    return names[e];
}

static void note_boundary(struct profile *p, uint8_t c)
{
    const char *mark = p->mark ? p->mark : "--" BOUNDARY_START;

    if (p->alike != p->column || c != (uint8_t)mark[p->column])
        return;
    p->alike++;
    p->has_boundary = p->has_boundary || !mark[p->alike];
}

static void note_from(struct profile *p, uint8_t c)
{
    static const char from[] = "From ";

    if (p->alike_from != p->column || c != (uint8_t)from[p->column])
        return;
    p->alike_from++;
    p->is_fragile = p->is_fragile || !from[p->alike_from];
}

static void note_text(struct profile *p, uint8_t c)
{
    bool is_strange = c > 126 || (c < 32 && c != '\t');

    if (p->column < sizeof "From")
        note_from(p, c);
    if (!p->has_boundary)
        note_boundary(p, c);
    p->n_foreign += is_strange || c == '=';
    p->has_8bit_or_control = p->has_8bit_or_control || is_strange;
    if (++p->column > p->longest)
        p->longest = p->column;
}

static void note(struct profile *p, uint8_t c)
{
    p->is_binary = p->is_binary || c == 0 || (c == '\n') != (p->last == '\r');
    p->is_fragile = p->is_fragile || (c == '\r' && text_is_blank(p->last));
    p->last = c;
    if (c == '\n')
        p->column = p->alike = p->alike_from = 0;
    else if (c != '\r')
        note_text(p, c);
}

/* Nothing that this line begins with matters any more, and no CR waits for its LF. */
static bool is_within_line(const struct profile *p)
{
    return p->column && p->alike != p->column && p->alike_from != p->column && p->last != '\r';
}

/* Printable ASCII that needs no encoding anywhere.  A loop without a way out in its middle, which compilers make vector code of. */
static bool is_plain(const uint8_t *bytes)
{
    uint8_t strange = 0;

    for (size_t i = 0; i < PLAIN_RUN; i++)
        strange |= (uint8_t)((uint8_t)(bytes[i] - ' ') > '~' - ' ') | (uint8_t)(bytes[i] == '=');
    return !strange;
}

/* What note() would do with each of them. */
static void note_plain(struct profile *p, const uint8_t *bytes)
{
    p->column += PLAIN_RUN;
    p->longest = p->column > p->longest ? p->column : p->longest;
    p->last = bytes[PLAIN_RUN - 1];
}

static void note_each(struct profile *p, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        note(p, bytes[i]);
}

/* A run that is not plain is noted whole before another is looked at: where nothing is plain, each byte would cost a look at sixteen. */
void wax__profile_add(struct profile *p, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0, n; i < len; i += n) {
        n = !is_within_line(p) ? 1 : len - i < PLAIN_RUN ? len - i : PLAIN_RUN;
        if (n == PLAIN_RUN && is_plain(bytes + i))
            note_plain(p, bytes + i);
        else
            note_each(p, bytes + i, n);
    }
    p->n += len;
}

bool wax__profile_is_7bit(const struct profile *p)
{
    return !p->is_binary && !p->has_8bit_or_control && !p->has_boundary && p->longest <= LIMIT_BODY_LINE;
}

enum encoding wax__encoding_for(const struct profile *p, bool is_signed)
{
    if (p->is_binary || p->last == '\r')
        return ENCODING_BASE64;
    if (wax__profile_is_7bit(p) && !(is_signed && (p->is_fragile || text_is_blank(p->last))))
        return ENCODING_7BIT;
    uint64_t as_qp = p->n + 2 * p->n_foreign, as_base64 = p->n / LINE_IN * LINE_OUT + p->n % LINE_IN * 4 / 3;
    return as_qp <= as_base64 + as_base64 / 8 ? ENCODING_QP : ENCODING_BASE64;      /* one that people can read is worth an eighth */
}

uint64_t wax__base64_size(uint64_t len)
{
    uint64_t rest = len % LINE_IN;

    return len / LINE_IN * LINE_OUT + (rest ? text_base64_len(rest) + 2 : 0);
}

static bool put_lines(struct buf *to, const uint8_t *bytes, size_t n)
{
    char *at = n ? (char *)wax__buf_room(to, n * LINE_OUT + BASE64_SPARE) : NULL;

    if (at) {
        wax__base64_lines(at, bytes, n);
        buf_added(to, n * LINE_OUT);
    }
    return at || !n;
}

/* The part's last. */
static bool put_short_line(struct buf *to, const uint8_t *bytes, size_t n)
{
    char *at = (char *)wax__buf_room(to, LINE_OUT);

    if (!at)
        return false;
    size_t len = wax__text_to_base64(at, bytes, n);
    memcpy(at + len, "\r\n", 2);
    buf_added(to, len + 2);
    return true;
}

static bool hold(struct encoder *e, const uint8_t *bytes, size_t len)
{
    if (len)
        memcpy(e->held + e->n_held, bytes, len);
    e->n_held += len;
    return true;
}

/* The line that was begun, filled up. */
static bool put_held(struct encoder *e, const uint8_t *bytes, struct buf *to)
{
    uint8_t line[LINE_IN];

    memcpy(line, e->held, e->n_held);
    memcpy(line + e->n_held, bytes, LINE_IN - e->n_held);
    e->n_held = 0;
    return put_lines(to, line, 1);
}

static bool base64(struct encoder *e, const uint8_t *bytes, size_t len, struct buf *to)
{
    size_t fill = e->n_held ? LINE_IN - e->n_held : 0;

    if (len < fill)
        return hold(e, bytes, len);
    if (fill && !put_held(e, bytes, to))
        return false;
    bytes += fill;
    len -= fill;
    size_t n = len / LINE_IN;
    return put_lines(to, bytes, n) && hold(e, bytes + n * LINE_IN, len % LINE_IN);
}

bool wax__encode(struct encoder *e, const uint8_t *bytes, size_t len, struct buf *to)
{
    switch (e->how) {
    case ENCODING_7BIT: case ENCODING_8BIT: case ENCODING_BINARY: return wax__buf_put(to, bytes, len);
    case ENCODING_QP: return wax__qp(e, bytes, len, to);
    case ENCODING_BASE64: break;
    }
    return base64(e, bytes, len, to);
}

bool wax__encode_end(struct encoder *e, struct buf *to)
{
    if (e->how == ENCODING_QP)
        return wax__qp_end(e, to);
    return e->how != ENCODING_BASE64 || e->n_held == 0 || put_short_line(to, e->held, e->n_held);
}
