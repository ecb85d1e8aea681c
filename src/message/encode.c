/* encode.c -- see encode.h: the choice, and base64; quoted-printable is qp.c's. */
#include "encode.h"

#include "limit.h"
#include "text.h"

#include <string.h>

enum { LINE_IN = 57, LINE_OUT = 76 };       /* RFC 2045 s.6.8 */

const char *wax__encoding_name(enum encoding e)
{
    static const char *const names[] = { "7bit", "quoted-printable", "base64", "8bit" };

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

static void note_text(struct profile *p, uint8_t c)
{
    bool is_strange = c > 126 || (c < 32 && c != '\t');

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
    p->last = c;
    if (c == '\n')
        p->column = p->alike = 0;
    else if (c != '\r')
        note_text(p, c);
}

void wax__profile_add(struct profile *p, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        note(p, bytes[i]);
    p->n += len;
}

bool wax__profile_is_7bit(const struct profile *p)
{
    return !p->is_binary && !p->has_8bit_or_control && !p->has_boundary && p->longest <= LIMIT_BODY_LINE;
}

enum encoding wax__encoding_for(const struct profile *p)
{
    if (p->is_binary || p->last == '\r')
        return ENCODING_BASE64;
    if (wax__profile_is_7bit(p))
        return ENCODING_7BIT;
    uint64_t as_qp = p->n + 2 * p->n_foreign, as_base64 = p->n / LINE_IN * (LINE_OUT + 2) + p->n % LINE_IN * 4 / 3;
    return as_qp <= as_base64 + as_base64 / 8 ? ENCODING_QP : ENCODING_BASE64;      /* one that people can read is worth an eighth */
}

static bool put_base64_line(struct buf *to, const uint8_t *bytes, size_t n)
{
    char *at = (char *)wax__buf_room(to, LINE_OUT + 2);

    if (!at)
        return false;
    size_t len = wax__text_to_base64(at, bytes, n);
    memcpy(at + len, "\r\n", 2);
    buf_added(to, len + 2);
    return true;
}

static bool base64(struct encoder *e, const uint8_t *bytes, size_t len, struct buf *to)
{
    uint8_t line[LINE_IN];

    if (e->n_held + len >= LINE_IN && e->n_held) {
        size_t fill = LINE_IN - e->n_held;
        memcpy(line, e->held, e->n_held);
        memcpy(line + e->n_held, bytes, fill);
        e->n_held = 0;
        bytes += fill;
        len -= fill;
        if (!put_base64_line(to, line, LINE_IN))
            return false;
    }
    for (; e->n_held + len >= LINE_IN; bytes += LINE_IN, len -= LINE_IN)
        if (!put_base64_line(to, bytes, LINE_IN))
            return false;
    if (len)
        memcpy(e->held + e->n_held, bytes, len);
    e->n_held += len;
    return true;
}

bool wax__encode(struct encoder *e, const uint8_t *bytes, size_t len, struct buf *to)
{
    switch (e->how) {
    case ENCODING_7BIT: case ENCODING_8BIT: return wax__buf_put(to, bytes, len);
    case ENCODING_QP: return wax__qp(e, bytes, len, to);
    case ENCODING_BASE64: break;
    }
    return base64(e, bytes, len, to);
}

bool wax__encode_end(struct encoder *e, struct buf *to)
{
    if (e->how == ENCODING_QP)
        return wax__qp_end(e, to);
    return e->how != ENCODING_BASE64 || e->n_held == 0 || put_base64_line(to, e->held, e->n_held);
}
