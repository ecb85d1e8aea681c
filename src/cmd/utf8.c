/* utf8.c -- see utf8.h. */
#include "utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* RFC 3629 s.4: 0xC0, 0xC1 and 0xF5.. could only begin overlong forms, or what lies past U+10FFFF. */
static size_t len_by_lead(uint8_t lead)
{
    return lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
}

static uint32_t decode(const uint8_t *p, size_t n)
{
    static const uint8_t lead_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    uint32_t c = p[0] & lead_bits[n];

    for (size_t i = 1; i < n; i++)
        c = c << 6 | (p[i] & 0x3F);
    return c;
}

static int is_out_of_range(uint32_t c, size_t n)
{
    return (n == 3 && c < 0x800) || (n == 4 && (c < 0x10000 || c > 0x10FFFF)) || (c >= 0xD800 && c < 0xE000);
}

size_t utf8_len(const char *from, size_t len)
{
    const uint8_t *p = (const uint8_t *)from;
    size_t n = len ? len_by_lead(p[0]) : 0;

    if (n == 0 || n > len)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return is_out_of_range(decode(p, n), n) ? 0 : n;
}

/* Bidirectional overrides and isolates can make a line read as its opposite; line and paragraph separators break it. */
static int misleads(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
}

size_t utf8_printable_len(const char *from, size_t len)
{
    size_t n = utf8_len(from, len);

    return n && !misleads(decode((const uint8_t *)from, n)) ? n : 0;
}

void utf8_print(char *to, size_t size, const char *from, size_t len)
{
    size_t at = 0;

    for (size_t i = 0, n; i < len; i += n ? n : 1) {
        n = utf8_printable_len(from + i, len - i);
        if (at + (n ? n : 4) >= size)
            break;
        if (n)
            memcpy(to + at, from + i, n);
        else
            snprintf(to + at, 5, "\\x%02x", (uint8_t)from[i]);
        at += n ? n : 4;
    }
    to[at] = 0;
}
