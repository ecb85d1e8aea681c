/* crlf.c -- see crlf.h. */
#include "crlf.h"

/* LF stands exactly where the byte before it is CR: that one rule finds bare CR and bare LF. */
bool wax__crlf_has_bare(const uint8_t *p, size_t n, bool after_cr)
{
    uint8_t bad = (p[0] == '\n') != after_cr;          /* a byte, as those are that it is made of */

    for (size_t i = 1; i < n; i++)
        bad |= (uint8_t)((p[i] == '\n') != (p[i - 1] == '\r'));
    return bad;
}

/* As many as a byte can count. */
static uint8_t count_ends(const uint8_t *p, size_t n)
{
    uint8_t ends = 0;

    for (size_t i = 0; i < n; i++)
        ends = (uint8_t)(ends + (p[i] == '\n'));
    return ends;
}

size_t wax__crlf_lines(const uint8_t *p, size_t n)
{
    size_t lines = 0;

    for (size_t at = 0, some; at < n; at += some) {
        some = n - at < UINT8_MAX ? n - at : UINT8_MAX;
        lines += count_ends(p + at, some);
    }
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
