/* reply.c -- see reply.h. */
#include "reply.h"

#include "conceal.h"
#include "fail.h"
#include "limit.h"

#include <stdio.h>
#include <string.h>

/* One line of a reply: "250-text", "250 text" or a bare "250".  Reply-line, RFC 5321 s.4.2. */
struct line {
    int         code;
    bool        is_last;
    struct span text;
    size_t      len;            /* with CRLF */
};

static wax_status not_smtp(wax_error *why, const char *what, const uint8_t *p, size_t len)
{
    char seen[64];

    wax__text_printable(seen, sizeof seen, p, len);
    return wax__fail(why, WAX_E_PROTOCOL, "reply", "expected a reply of SMTP (three digits and text), got %s: \"%s\"", what, seen);
}

/* The length of the line at p with its CRLF, 0 while it is not whole.  A bare CR or LF ends nothing, RFC 5321 s.2.3.8: whoever
 * took it for an end could be made to see two replies where another program sees one.  A NUL is where programs in C stop reading, so a
 * log would show less than was believed; other bytes that are not the textstring of s.4.2 are in use, and are shown as "\x1b". */
static wax_status line_len(const uint8_t *p, size_t len, size_t *n, wax_error *why)
{
    const uint8_t *lf = memchr(p, '\n', len < LIMIT_REPLY_LINE ? len : LIMIT_REPLY_LINE);
    size_t text = lf ? (size_t)(lf - p) : len;
    const uint8_t *cr = memchr(p, '\r', text);

    *n = 0;
    if (!lf && len >= LIMIT_REPLY_LINE)
        return wax__fail(why, WAX_E_LIMIT, "reply", "the server sent a line of more than %d bytes", LIMIT_REPLY_LINE);
    if (lf && (lf == p || lf[-1] != '\r'))
        return not_smtp(why, "a line that ends in LF alone", p, text);
    if (cr && cr + 1 < p + text)
        return not_smtp(why, "a CR inside a line", p, text);
    if (memchr(p, 0, text))
        return not_smtp(why, "a NUL inside a line", p, text);
    *n = lf ? text + 1 : 0;
    return WAX_OK;
}

/* "2500", "25", "250x" and "999" are almost replies. */
static bool is_code(const uint8_t *p, size_t len)
{
    return len >= 3 && p[0] >= '2' && p[0] <= '5' && text_is_digit(p[1]) && text_is_digit(p[2])
        && (len == 3 || p[3] == ' ' || p[3] == '-');
}

/* What has arrived of a line can be refused before it is whole: a server of another protocol may never end its line. */
static bool may_become_code(const uint8_t *p, size_t len)
{
    return (len < 1 || (p[0] >= '2' && p[0] <= '5')) && (len < 2 || text_is_digit(p[1])) && (len < 3 || text_is_digit(p[2]))
        && (len < 4 || p[3] == ' ' || p[3] == '-' || p[3] == '\r');
}

/* An alert is what a port of TLS from the first byte says to us in the end: types 21 and 22, versions 3.x (RFC 8446 s.5.1). */
static bool is_tls(const uint8_t *p, size_t len)
{
    return len > 0 && (p[0] == 21 || p[0] == 22) && (len < 2 || p[1] == 3);
}

static wax_status fail_tls(wax_error *why)
{
    return wax__fail(why, WAX_E_PROTOCOL, "tls-port", "expected a reply of SMTP (three digits and text), got a record of TLS: this port speaks TLS "
                     "from the first byte; use smtps://");
}

static wax_status parse_line(struct line *line, const uint8_t *p, size_t len, wax_error *why)
{
    size_t n;

    if (is_tls(p, len))
        return fail_tls(why);
    wax_status status = line_len(p, len, &n, why);
    if (status)
        return status;
    if (!may_become_code(p, len) || (n && !is_code(p, n - 2)))
        return not_smtp(why, "something else", p, n ? n - 2 : len);
    if (!n)
        return WAX_AGAIN;
    size_t skip = n - 2 > 3 ? 4 : 3;
    line->code = (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0');
    line->is_last = n - 2 == 3 || p[3] == ' ';
    line->text = (struct span){ p + skip, n - 2 - skip };
    line->len = n;
    return WAX_OK;
}

/* RFC 3463 s.2: class "." subject "." detail, of the same class as the code, and a blank or the end behind it. */
static void find_enhanced(struct reply *r, struct span text)
{
    size_t n = 0, dots = 0;

    while (n < text.len && (text_is_digit(text.p[n]) || text.p[n] == '.')) {
        dots += text.p[n] == '.';
        if (text.p[n] == '.' && (n == 0 || text.p[n - 1] == '.'))
            return;
        n++;
    }
    if (dots != 2 || n >= sizeof r->enhanced || text.p[n - 1] == '.' || text.p[1] != '.' || text.p[0] - '0' != r->code / 100)
        return;
    if (n < text.len && text.p[n] != ' ')
        return;
    memcpy(r->enhanced, text.p, n);
}

static wax_status add_line(struct reply *r, const struct line *line, wax_error *why)
{
    if (r->lines && line->code != r->code)
        return wax__fail(why, WAX_E_PROTOCOL, "reply", "the lines of one reply disagree: %d, then %d", r->code, line->code);
    if (r->lines == LIMIT_REPLY_LINES || r->all.len + line->len > LIMIT_REPLY)
        return wax__fail(why, WAX_E_LIMIT, "reply", "the server sent a reply of more than %d lines or %d bytes", LIMIT_REPLY_LINES,
                         LIMIT_REPLY);
    r->code = line->code;
    if (!r->lines++)
        find_enhanced(r, line->text);
    r->all.len += line->len;
    return WAX_OK;
}

wax_status wax__reply_parse(struct reply *r, const uint8_t *p, size_t len, wax_error *why)
{
    struct line line = { 0 };

    *r = (struct reply){ .all = { p, 0 } };
    while (!line.is_last) {
        wax_status status = parse_line(&line, p + r->all.len, len - r->all.len, why);
        if (!status)
            status = add_line(r, &line, why);
        if (status)
            return status;
    }
    return WAX_OK;
}

bool wax__reply_line(const struct reply *r, size_t *at, struct span *text)
{
    struct line line = { 0 };

    if (*at >= r->all.len || parse_line(&line, r->all.p + *at, r->all.len - *at, NULL))
        return false;
    *text = line.text;
    *at += line.len;
    return true;
}

void wax__reply_print(char *to, size_t size, const struct reply *r)
{
    static const struct secret nothing;
    char raw[512];
    size_t at = 0, n = wax__text_decimal(raw, (uint64_t)r->code);
    struct span text;

    while (n < sizeof raw - 2 && wax__reply_line(r, &at, &text)) {
        raw[n++] = ' ';
        n += wax__conceal(raw + n, sizeof raw - n, text.p, text.len, r->hidden ? r->hidden : &nothing);
    }
    wax__text_printable(to, size, raw, n);
}

wax_status wax__reply_fail(wax_error *why, const struct reply *r, const char *stage, const char *what)
{
    char text[400];
    int class = reply_class(r);

    wax__reply_print(text, sizeof text, r);
    if (!why->status) {
        why->smtp = r->code;
        memcpy(why->enhanced, r->enhanced, sizeof why->enhanced);
    }
    return wax__fail(why, class == 4 ? WAX_E_DEFERRED : class == 5 ? WAX_E_REFUSED : WAX_E_PROTOCOL, stage, "%s: %s", what, text);
}
