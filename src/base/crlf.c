/* crlf.c -- see crlf.h. */
#include "crlf.h"

enum { BLOCK = 128 };           /* no more than a byte can count */

static inline uint8_t is_bare(const uint8_t *p)
{
    return (*p == '\n') != (p[-1] == '\r');
}

static uint8_t has_bare_in_block(const uint8_t *p)
{
    uint8_t bad = 0;            /* a byte, as those are that it is made of */

    for (size_t i = 0; i < BLOCK; i++)
        bad |= is_bare(p + i);
    return bad;
}

/* LF stands exactly where the byte before it is CR: that one rule finds bare CR and bare LF. */
bool wax__crlf_has_bare(const uint8_t *p, size_t n, bool after_cr)
{
    uint8_t bad = (p[0] == '\n') != after_cr;
    size_t i = 1;

    for (; n - i >= BLOCK; i += BLOCK)
        bad |= has_bare_in_block(p + i);
    for (; i < n; i++)
        bad |= is_bare(p + i);
    return bad;
}

static uint8_t count_in_block(const uint8_t *p)
{
    uint8_t ends = 0;

    for (size_t i = 0; i < BLOCK; i++)
        ends = (uint8_t)(ends + (p[i] == '\n'));
    return ends;
}

size_t wax__crlf_lines(const uint8_t *p, size_t n)
{
    size_t lines = 0, i = 0;

    for (; n - i >= BLOCK; i += BLOCK)
        lines += count_in_block(p + i);
    for (; i < n; i++)
        lines += p[i] == '\n';
    return lines;
}

size_t wax__crlf_whole(const uint8_t *p, size_t n)
{
    while (n && p[n - 1] != '\n')
        n--;
    return n;
}

/* A line is too long when no LF is found looking back from where it would have to end; so a kilobyte costs one look. */
bool wax__crlf_has_long(size_t *column, const uint8_t *p, size_t n, size_t most)
{
    size_t at = 0;

    while (n - at > most - *column) {
        size_t whole = wax__crlf_whole(p + at, most - *column);
        if (!whole)
            return true;
        at += whole;
        *column = 0;
    }
    size_t whole = wax__crlf_whole(p + at, n - at);
    *column = whole ? n - at - whole : *column + (n - at);
    return false;
}
