/* Lines looked at by the block are seen as a loop over their bytes sees them. */
#include "crlf.h"
#include "test.h"

#include <string.h>

enum { MOST = 400 };

static bool has_bare(const uint8_t *p, size_t n, bool after_cr)
{
    for (size_t i = 0; i < n; i++) {
        if ((p[i] == '\n') != after_cr)
            return true;
        after_cr = p[i] == '\r';
    }
    return false;
}

static size_t lines(const uint8_t *p, size_t n)
{
    size_t found = 0;

    for (size_t i = 0; i < n; i++)
        found += p[i] == '\n';
    return found;
}

static size_t whole(const uint8_t *p, size_t n)
{
    size_t end = 0;

    for (size_t i = 0; i < n; i++)
        end = p[i] == '\n' ? i + 1 : end;
    return end;
}

static bool is_seen_right(const uint8_t *p, size_t n, bool after_cr)
{
    return wax__crlf_has_bare(p, n, after_cr) == has_bare(p, n, after_cr) && wax__crlf_lines(p, n) == lines(p, n) && wax__crlf_whole(p, n) == whole(p, n);
}

TEST("a CR or an LF alone is seen wherever it stands, at every length")
{
    static uint8_t text[MOST];

    for (size_t n = 1; n <= MOST; n++)
        for (size_t at = n > 140 ? n - 140 : 0; at < n; at++)
            for (int c = 0; c < 2; c++) {
                memset(text, 'x', n);
                text[at] = c ? '\n' : '\r';
                if (!CHECK(is_seen_right(text, n, false) && is_seen_right(text, n, true)))
                    test_note("%s at %zu of %zu", c ? "LF" : "CR", at, n);
            }
}

TEST("lines of every length are counted, and good ones are good")
{
    static uint8_t text[MOST];

    for (size_t line = 2; line < 300; line++) {
        for (size_t i = 0; i < MOST; i++)
            text[i] = i % line == line - 2 ? '\r' : i % line == line - 1 ? '\n' : 'x';
        for (size_t n = 1; n <= MOST; n += 3)
            if (!CHECK(is_seen_right(text, n, false)))
                test_note("lines of %zu, %zu bytes", line, n);
    }
}

TEST("nothing but line ends is as many lines as there are")
{
    static uint8_t text[MOST];

    memset(text, '\n', sizeof text);
    CHECK(wax__crlf_lines(text, sizeof text) == MOST && wax__crlf_lines(text, 0) == 0);
}
