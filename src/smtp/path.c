/* path.c -- see path.h. */
#include "path.h"

#include "atext.h"
#include "fail.h"
#include "limit.h"
#include "text.h"

#include <string.h>

/* Dot-string: atoms with single dots between them.  Returns its length, 0 when there is none. */
static size_t dot_string(const char *s)
{
    size_t n = 0;

    for (;;) {
        size_t atom = n;
        while (atext_is((uint8_t)s[n]))
            n++;
        if (n == atom)
            return 0;
        if (s[n] != '.')
            return n;
        n++;
    }
}

/* Quoted-string with its quotes; qtextSMTP and quoted-pairSMTP only. */
static size_t quoted_string(const char *s)
{
    size_t n = 1;

    if (*s != '"')
        return 0;
    for (; s[n] != '"'; n++) {
        if (s[n] == '\\')
            n++;
        if ((uint8_t)s[n] < 32 || s[n] == 127)
            return 0;
    }
    return n + 1;
}

static bool is_domain(const char *s)
{
    size_t n = 0;

    if (strlen(s) > LIMIT_DOMAIN)
        return false;
    for (;;) {
        size_t label = n;
        while (atext_is_of_label((uint8_t)s[n]))
            n++;
        if (n == label || n - label > 63 || s[label] == '-' || s[n - 1] == '-')
            return false;
        if (!s[n])
            return true;
        if (s[n++] != '.')
            return false;
    }
}

/* [192.0.2.1], [IPv6:2001:db8::1]: RFC 5321 s.4.1.3.  Of dcontent only what an address is made of; the law would allow "<" and ">". */
static bool is_literal(const char *s)
{
    size_t n = strlen(s);

    if (n < 3 || n > LIMIT_DOMAIN || s[0] != '[' || s[n - 1] != ']')
        return false;
    for (size_t i = 1; i < n - 1; i++)
        if (!text_is_alpha((uint8_t)s[i]) && !text_is_digit((uint8_t)s[i]) && !strchr(".:-", s[i]))
            return false;
    return true;
}

static wax_status refuse(const char *mailbox, const char *role, const char *what, wax_error *why)
{
    char seen[120];

    wax__text_printable(seen, sizeof seen, mailbox, strlen(mailbox));
    return wax__fail(why, WAX_E_USAGE, "envelope", "the %s \"%s\"%s is no mailbox: %s", role, seen,
                     strlen(mailbox) >= sizeof seen ? "..." : "", what);
}

wax_status wax__path_check(const char *mailbox, const char *role, wax_error *why)
{
    size_t len = strlen(mailbox);

    if (len > LIMIT_PATH)
        return refuse(mailbox, role, "it is far too long", why);
    if (!wax__text_is_utf8(mailbox, len))
        return refuse(mailbox, role, "it is not UTF-8", why);
    size_t local = *mailbox == '"' ? quoted_string(mailbox) : dot_string(mailbox);
    if (!local)
        return refuse(mailbox, role, "the part before @ holds characters that can't stand there, or is empty", why);
    if (mailbox[local] != '@')
        return refuse(mailbox, role, mailbox[local] ? "a character can't stand there" : "it has no @ and domain", why);
    const char *domain = mailbox + local + 1;
    if (!is_domain(domain) && !is_literal(domain))
        return refuse(mailbox, role, "what stands behind @ is no domain", why);
    return WAX_OK;
}

wax_status wax__path_check_name(const char *name, wax_error *why)
{
    char seen[120];

    if (wax__text_is_ascii(name, strlen(name)) && (is_domain(name) || is_literal(name)))
        return WAX_OK;
    wax__text_printable(seen, sizeof seen, name, strlen(name));
    return wax__fail(why, WAX_E_USAGE, "ehlo", "the EHLO name \"%s\" is neither a domain nor an address like [192.0.2.1]", seen);
}

bool wax__path_xtext(struct buf *to, const char *text)
{
    for (const uint8_t *p = (const uint8_t *)text; *p; p++) {
        bool plain = *p >= 33 && *p <= 126 && *p != '+' && *p != '=';
        if (plain ? !wax__buf_put(to, p, 1) : !wax__buf_putf(to, "+%02X", *p))
            return false;
    }
    return true;
}

static uint32_t character(const uint8_t *p, size_t len)
{
    uint32_t c = len == 1 ? *p : *p & (0xffu >> (len + 1));

    for (size_t i = 1; i < len; i++)
        c = c << 6 | (p[i] & 0x3f);
    return c;
}

bool wax__path_utf8_xtext(struct buf *to, const char *text)
{
    const uint8_t *p = (const uint8_t *)text;

    for (size_t left = strlen(text), n; left; p += n, left -= n) {
        n = wax__text_utf8_len(p, left);
        bool plain = n == 1 && *p >= 33 && *p <= 126 && *p != '+' && *p != '=' && *p != '\\';
        if (!n || (plain ? !wax__buf_put(to, p, 1) : !wax__buf_putf(to, "\\x{%02X}", (unsigned)character(p, n))))
            return false;
    }
    return true;
}
