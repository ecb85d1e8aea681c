/* crlf.c -- see crlf.h.
 *
 * Vectors are gcc's and clang's own (vector_size), which both turn into those of any processor: left to find them in plain loops, clang found none, and
 * gcc fewer. */
#include "crlf.h"

#include <string.h>

typedef uint8_t row __attribute__((vector_size(16)));

enum { ROW = sizeof(row), ROWS = 8, BLOCK = ROWS * ROW, COUNTABLE = UINT8_MAX / ROWS };     /* blocks whose ends a byte can count */

struct seen {
    row    bare, nul;           /* not zero somewhere: there was one */
    size_t lines;
    size_t run, longest;        /* blocks in a row in which no line ends */
};

static row get(const uint8_t *p)
{
    row r;

    memcpy(&r, p, sizeof r);
    return r;
}

static bool is_any(row r)
{
    uint64_t words[ROW / sizeof(uint64_t)];

    memcpy(words, &r, sizeof r);
    return words[0] | words[1];
}

/* Of each word to a lane of its own, the even bytes and the odd, and those four by one multiplication. */
static size_t sum(row r)
{
    const uint64_t even = 0x00ff00ff00ff00ff, ones = 0x0001000100010001;
    uint64_t words[ROW / sizeof(uint64_t)], lanes = 0;

    memcpy(words, &r, sizeof r);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        lanes += (words[i] & even) + (words[i] >> 8 & even);
    return (size_t)(lanes * ones >> 48);
}

/* LF stands exactly where the byte before it is CR: that one rule finds bare CR and bare LF.  Gives the ends, each as -1. */
static row look_at_row(struct seen *s, const uint8_t *p)
{
    row bytes = get(p), before = get(p - 1), ends = (row)(bytes == '\n');

    s->bare |= ends ^ (row)(before == '\r');
    s->nul |= (row)(bytes == 0);
    return ends;
}

static row look_at_block(struct seen *s, const uint8_t *p)
{
    row ends = { 0 };

    for (size_t i = 0; i < BLOCK; i += ROW)
        ends -= look_at_row(s, p + i);
    s->run = is_any(ends) ? 0 : s->run + 1;
    s->longest = s->run > s->longest ? s->run : s->longest;
    return ends;
}

static void look_at_blocks(struct seen *s, const uint8_t *p, size_t n)
{
    row ends = { 0 };

    for (; n; n--, p += BLOCK)
        ends += look_at_block(s, p);
    s->lines += sum(ends);
}

static void look_at_byte(struct seen *s, uint8_t before, uint8_t byte)
{
    s->bare[0] |= (byte == '\n') != (before == '\r');
    s->nul[0] |= byte == 0;
    s->lines += byte == '\n';
}

static struct seen look(const uint8_t *p, size_t n, bool after_cr)
{
    struct seen s = { 0 };
    row ends = { 0 };
    size_t i = 1;

    look_at_byte(&s, after_cr ? '\r' : 0, p[0]);
    for (size_t blocks; (blocks = (n - i) / BLOCK); i += blocks * BLOCK) {
        blocks = blocks < COUNTABLE ? blocks : COUNTABLE;
        look_at_blocks(&s, p + i, blocks);
    }
    for (; n - i >= ROW; i += ROW)
        ends -= look_at_row(&s, p + i);
    s.lines += sum(ends);
    for (; i < n; i++)
        look_at_byte(&s, p[i - 1], p[i]);
    return s;
}

size_t wax__crlf_whole(const uint8_t *p, size_t n)
{
    while (n && p[n - 1] != '\n')
        n--;
    return n;
}

/* A line is too long when no LF is found looking back from where it would have to end; so a kilobyte costs one look. */
static bool has_long(size_t column, const uint8_t *p, size_t n, size_t most)
{
    for (size_t at = 0; n - at > most - column; column = 0) {
        size_t whole = wax__crlf_whole(p + at, most - column);
        if (!whole)
            return true;
        at += whole;
    }
    return false;
}

/* What lies between two ends reaches at most into the blocks around those in which none is. */
static bool may_have_long(const struct seen *s, size_t column, size_t most)
{
    return column + (s->longest + 2) * BLOCK > most;
}

enum crlf_fault wax__crlf_look(struct crlf *at, const uint8_t *p, size_t n, size_t most)
{
    if (n == 0)
        return CRLF_KEPT;
    struct seen s = look(p, n, at->after_cr);
    size_t whole = wax__crlf_whole(p, n), column = at->column;

    at->after_cr = p[n - 1] == '\r';
    at->column = whole ? n - whole : column + n;
    at->lines += s.lines;
    return is_any(s.bare) ? CRLF_BARE
         : is_any(s.nul) ? CRLF_NUL
         : may_have_long(&s, column, most) && has_long(column, p, n, most) ? CRLF_LONG
                                                                           : CRLF_KEPT;
}
