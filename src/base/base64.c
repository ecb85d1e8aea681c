/* base64.c -- RFC 4648 s.4, both ways; strict when it reads: no line ends, no missing padding, no stray bits. */
#include "text.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t wax__text_to_base64(char *to, const void *from, size_t n)
{
    const uint8_t *p = from;
    char *t = to;

    for (; n >= 3; n -= 3, p += 3) {
        *t++ = alphabet[p[0] >> 2];
        *t++ = alphabet[(p[0] & 3) << 4 | p[1] >> 4];
        *t++ = alphabet[(p[1] & 15) << 2 | p[2] >> 6];
        *t++ = alphabet[p[2] & 63];
    }
    if (n) {
        *t++ = alphabet[p[0] >> 2];
        *t++ = alphabet[(p[0] & 3) << 4 | (n == 2 ? p[1] >> 4 : 0)];
        *t++ = n == 2 ? alphabet[(p[1] & 15) << 2] : '=';
        *t++ = '=';
    }
    return (size_t)(t - to);
}

int wax__text_base64_digit(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (text_is_digit(c))
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four characters to `count` bytes; false on a character that is none of ours or bits that padding should have left zero. */
static bool quad(uint8_t *to, const uint8_t *p, size_t count)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < 4; i++) {
        int v = i > count ? 0 : wax__text_base64_digit(p[i]);
        if (v < 0)
            return false;
        bits = bits << 6 | (uint32_t)v;
    }
    for (size_t i = 0; i < count; i++)
        to[i] = (uint8_t)(bits >> (16 - 8 * i));
    return count == 3 || (bits & (count == 2 ? 0xFF : 0xFFFF)) == 0;
}

bool wax__text_from_base64(uint8_t *to, size_t *n, const void *from, size_t len)
{
    const uint8_t *p = from;

    *n = 0;
    if (len % 4)
        return false;
    for (; len; len -= 4, p += 4) {
        size_t count = len > 4 || p[3] != '=' ? 3 : p[2] == '=' ? 1 : 2;
        if (!quad(to + *n, p, count))
            return false;
        *n += count;
    }
    return true;
}
