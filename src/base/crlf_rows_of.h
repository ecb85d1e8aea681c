/* crlf_rows_of.h -- the look, for vectors of any length: included once by each file that has said what its are.
 *
 * ROW is how many bytes they have, ABLE what the processor must be able to do.  Vectors are gcc's and clang's own (vector_size): left to find them in plain
 * loops, clang found none, and gcc fewer. */
#include "crlf_rows.h"

#include <string.h>

typedef uint8_t row __attribute__((vector_size(ROW)));

enum { ROWS = CRLF_BLOCK / ROW, COUNTABLE = UINT8_MAX / ROWS };     /* blocks whose ends a byte can count */

struct rows {
    row bare, nul;              /* not zero somewhere: there was one */
};

ABLE static row get(const uint8_t *p)
{
    row r;

    memcpy(&r, p, sizeof r);
    return r;
}

ABLE static bool is_any(row r)
{
    uint64_t words[ROW / sizeof(uint64_t)], any = 0;

    memcpy(words, &r, sizeof r);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        any |= words[i];
    return any;
}

/* Of each word to a lane of its own, the even bytes and the odd, and those four by one multiplication. */
ABLE static size_t sum(row r)
{
    const uint64_t even = 0x00ff00ff00ff00ff, ones = 0x0001000100010001;
    uint64_t words[ROW / sizeof(uint64_t)], lanes = 0;

    memcpy(words, &r, sizeof r);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        lanes += (words[i] & even) + (words[i] >> 8 & even);
    return (size_t)(lanes * ones >> 48);
}

/* LF stands exactly where the byte before it is CR: that one rule finds bare CR and bare LF.  Gives the ends, each as -1. */
ABLE static row look_at_row(struct rows *seen, const uint8_t *p)
{
    row bytes = get(p), before = get(p - 1), ends = (row)(bytes == '\n');

    seen->bare |= ends ^ (row)(before == '\r');
    seen->nul |= (row)(bytes == 0);
    return ends;
}

ABLE static row look_at_block(struct crlf_seen *s, struct rows *seen, const uint8_t *p)
{
    row ends = { 0 };

    for (size_t i = 0; i < CRLF_BLOCK; i += ROW)
        ends -= look_at_row(seen, p + i);
    s->run = is_any(ends) ? 0 : s->run + 1;
    s->longest = s->run > s->longest ? s->run : s->longest;
    return ends;
}

ABLE static void look_at_blocks(struct crlf_seen *s, struct rows *seen, const uint8_t *p, size_t n)
{
    row ends = { 0 };

    for (; n; n--, p += CRLF_BLOCK)
        ends += look_at_block(s, seen, p);
    s->lines += sum(ends);
}

ABLE static void look_at_rows(struct crlf_seen *s, const uint8_t *p, size_t n)
{
    struct rows seen = { { 0 }, { 0 } };
    row ends = { 0 };

    for (size_t blocks; (blocks = n / CRLF_BLOCK); p += blocks * CRLF_BLOCK, n -= blocks * CRLF_BLOCK) {
        blocks = blocks < COUNTABLE ? blocks : COUNTABLE;
        look_at_blocks(s, &seen, p, blocks);
    }
    for (; n; n -= ROW, p += ROW)
        ends -= look_at_row(&seen, p);
    s->lines += sum(ends);
    s->has_bare |= is_any(seen.bare);
    s->has_nul |= is_any(seen.nul);
}
