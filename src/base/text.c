/* text.c -- see text.h. */
#include "text.h"

#include <stdio.h>
#include <string.h>

bool wax__text_same(struct span s, const char *ascii)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii[i] || text_lower(s.p[i]) != text_lower((uint8_t)ascii[i]))
            return false;
    return ascii[s.len] == 0;
}

bool wax__text_number(struct span s, uint64_t *value)
{
    uint64_t v = 0;

    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!text_is_digit(s.p[i]) || v > (UINT64_MAX - 9) / 10)
            return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *value = v;
    return true;
}

size_t wax__text_decimal(char *to, uint64_t n)
{
    char backwards[DECIMAL_SIZE];
    size_t len = 0;

    do
        backwards[len++] = (char)('0' + n % 10);
    while (n /= 10);
    for (size_t i = 0; i < len; i++)
        to[i] = backwards[len - 1 - i];
    to[len] = 0;
    return len;
}

/* Lead byte to length, RFC 3629 s.4; 0xC0, 0xC1 and 0xF5.. can only be overlong or out of range. */
static size_t lead_len(uint8_t c)
{
    return c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
}

static bool second_fits(uint8_t lead, uint8_t second)
{
    uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;     /* no overlong forms */
    uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;    /* no surrogates, nothing over U+10FFFF */

    return second >= low && second <= high;
}

size_t wax__text_utf8_len(const void *from, size_t len)
{
    const uint8_t *p = from;
    size_t n = len ? lead_len(p[0]) : 0;

    if (n == 0 || n > len)
        return 0;
    if (n > 1 && !second_fits(p[0], p[1]))
        return 0;
    for (size_t i = 2; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return n;
}

bool wax__text_is_utf8(const void *from, size_t len)
{
    const uint8_t *p = from;

    for (size_t i = 0, n = 1; i < len; i += n, n = 1)
        if (p[i] > 127 && !(n = wax__text_utf8_len(p + i, len - i)))
            return false;
    return true;
}

typedef uint64_t pair __attribute__((vector_size(16)));

bool wax__text_is_ascii(const void *from, size_t len)
{
    const uint64_t high = 0x8080808080808080u;
    const uint8_t *p = from, *end = p + len;

    for (pair w[4]; end - p >= (ptrdiff_t)sizeof w; p += sizeof w) {        /* mails of gigabytes are asked */
        memcpy(w, p, sizeof w);
        pair all = w[0] | w[1] | w[2] | w[3];
        if ((all[0] | all[1]) & high)
            return false;
    }
    for (uint64_t w; end - p >= (ptrdiff_t)sizeof w; p += sizeof w) {
        memcpy(&w, p, sizeof w);
        if (w & high)
            return false;
    }
    while (p < end)
        if (*p++ > 127)
            return false;
    return true;
}

/* Bidirectional overrides could make a reply read as its opposite, so they are escaped like controls. */
static bool turns_text_around(const uint8_t *p, size_t n)
{
    return n == 3 && p[0] == 0xE2 && ((p[1] == 0x80 && p[2] >= 0xAA && p[2] <= 0xAE) || (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9));
}

static size_t printable_len(const uint8_t *p, size_t len)
{
    size_t n = wax__text_utf8_len(p, len);

    if (n == 1 && (p[0] < 32 || p[0] == 127))
        return 0;
    if (n == 2 && p[0] == 0xC2 && p[1] < 0xA0)
        return 0;
    return turns_text_around(p, n) ? 0 : n;
}

void wax__text_printable(char *to, size_t size, const void *from, size_t len)
{
    const uint8_t *p = from;
    size_t at = 0;

    for (size_t i = 0; i < len;) {
        size_t n = printable_len(p + i, len - i);
        if (at + (n ? n : 4) >= size)
            break;
        if (n)
            memcpy(to + at, p + i, n);
        else
            snprintf(to + at, 5, "\\x%02x", p[i]);
        at += n ? n : 4;
        i += n ? n : 1;
    }
    if (size)
        to[at] = 0;
}
