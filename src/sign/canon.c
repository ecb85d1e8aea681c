/* canon.c -- see canon.h. */
#include "canon.h"

const char *wax__canon_name(enum canon c)
{
    return c == CANON_SIMPLE ? "simple" : "relaxed";
}

/* -- fields, s.3.4.1 and 3.4.2 -------------------------------------------------------------------------------- */

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';      /* a fold is white space once it is undone */
}

static bool put_relaxed_name(struct span field, size_t *at, struct buf *to)
{
    while (*at < field.len && field.p[*at] != ':') {
        uint8_t c = text_lower(field.p[(*at)++]);
        if (!is_blank(c) && !wax__buf_put(to, &c, 1))
            return false;
    }
    *at += *at < field.len;
    return wax__buf_puts(to, ":");
}

static bool put_relaxed_text(struct span field, size_t at, struct buf *to)
{
    bool owes_blank = false, has_begun = false;

    for (; at < field.len; at++) {
        uint8_t both[2] = { ' ', field.p[at] };
        if (is_blank(field.p[at])) {
            owes_blank = has_begun;
            continue;
        }
        if (!wax__buf_put(to, both + !owes_blank, 1u + owes_blank))
            return false;
        owes_blank = false;
        has_begun = true;
    }
    return wax__buf_puts(to, "\r\n");
}

bool wax__canon_field(enum canon c, struct span field, struct buf *to)
{
    size_t at = 0;

    if (c == CANON_SIMPLE)
        return wax__buf_put(to, field.p, field.len);
    return put_relaxed_name(field, &at, to) && put_relaxed_text(field, at, to);
}

/* -- the body, s.3.4.3 and 3.4.4 ------------------------------------------------------------------------------ */

static bool is_text(enum canon c, uint8_t byte)
{
    return byte != '\r' && byte != '\n' && (c == CANON_SIMPLE || (byte != ' ' && byte != '\t'));
}

static bool pay(struct body_canon *b)
{
    for (; b->line_ends; b->line_ends--)
        if (EVP_DigestUpdate(b->md, "\r\n", 2) != 1)
            return false;
    bool good = !b->has_blank || EVP_DigestUpdate(b->md, " ", 1) == 1;
    b->has_blank = false;
    return good;
}

static bool take_text(struct body_canon *b, const uint8_t *p, size_t len)
{
    b->has_text = true;
    return pay(b) && EVP_DigestUpdate(b->md, p, len) == 1;
}

/* CR comes before LF and nowhere else: a source of mail promises it. */
static void take_blank(struct body_canon *b, uint8_t c)
{
    b->line_ends += c == '\n';
    b->has_blank = c == ' ' || c == '\t' || (b->has_blank && c == '\r');
}

/* A space between two words is as it will be: words need not be hashed one by one. */
static bool is_between(const struct body_canon *b, const uint8_t *p, const uint8_t *end)
{
    return *p == ' ' && p + 1 < end && is_text(b->canon, p[1]);
}

bool wax__canon_body(struct body_canon *b, const uint8_t *p, size_t len)
{
    const uint8_t *end = p + len;

    while (p < end) {
        const uint8_t *text = p;
        while (p < end && (is_text(b->canon, *p) || (p > text && is_between(b, p, end))))
            p++;
        if (p > text && !take_text(b, text, (size_t)(p - text)))
            return false;
        if (p < end)
            take_blank(b, *p++);
    }
    return true;
}

/* A body ends in one line end; where there is none to speak of, "simple" has one nevertheless and "relaxed" has nothing. */
bool wax__canon_body_end(struct body_canon *b, uint8_t digest[32])
{
    if ((b->has_text || b->canon == CANON_SIMPLE) && EVP_DigestUpdate(b->md, "\r\n", 2) != 1)
        return false;
    return EVP_DigestFinal_ex(b->md, digest, NULL) == 1;
}
