/* Lines looked at by vectors are seen as a loop over their bytes sees them. */
#include "crlf.h"
#include "crlf_rows.h"
#include "test.h"

#include <string.h>

enum { TEXT = 700, MOST = 200 };

static bool same(const struct crlf *a, const struct crlf *b)
{
    return a->after_cr == b->after_cr && a->column == b->column && a->lines == b->lines;
}

static size_t whole(const uint8_t *p, size_t n)
{
    size_t end = 0;

    for (size_t i = 0; i < n; i++)
        end = p[i] == '\n' ? i + 1 : end;
    return end;
}

/* The rules, a byte at a time. */
static enum crlf_fault plain_look(struct crlf *at, const uint8_t *p, size_t n, size_t most)
{
    bool has_bare = false, has_nul = false, has_long = false;

    for (size_t i = 0; i < n; i++) {
        has_bare |= (p[i] == '\n') != at->after_cr;
        has_nul |= p[i] == 0;
        has_long |= ++at->column > most;
        at->after_cr = p[i] == '\r';
        at->lines += p[i] == '\n';
        at->column = p[i] == '\n' ? 0 : at->column;
    }
    return has_bare ? CRLF_BARE : has_nul ? CRLF_NUL : has_long ? CRLF_LONG : CRLF_KEPT;
}

/* What runs on all sees what this processor's own way sees. */
static bool is_seen_alike(const uint8_t *p, size_t n)
{
    struct crlf_seen own = { 0 }, plain = { 0 };
    size_t rows = (n - 1) / CRLF_ROW * CRLF_ROW;

    wax__crlf_rows(&own, p + 1, rows);
    wax__crlf_rows_plain(&plain, p + 1, rows);
    return own.has_bare == plain.has_bare && own.has_nul == plain.has_nul && own.lines == plain.lines && own.longest == plain.longest;
}

/* In two pieces, of which the second begins where the first has ended. */
static bool is_seen_right(const uint8_t *p, size_t n, size_t first)
{
    struct crlf is = { 0 }, should_be = { 0 };
    enum crlf_fault fault = wax__crlf_look(&is, p, first, MOST);

    if (fault != plain_look(&should_be, p, first, MOST) || wax__crlf_whole(p, n) != whole(p, n))
        return false;
    if (fault)
        return true;
    return same(&is, &should_be) && wax__crlf_look(&is, p + first, n - first, MOST) == plain_look(&should_be, p + first, n - first, MOST) && same(&is, &should_be);
}

static bool is_seen_right_in_pieces(const uint8_t *p, size_t n)
{
    return is_seen_alike(p, n) && is_seen_right(p, n, 0) && is_seen_right(p, n, 1) && is_seen_right(p, n, n / 2) && is_seen_right(p, n, n - 1) && is_seen_right(p, n, n);
}

static void fill(uint8_t *text, size_t n, size_t line)
{
    for (size_t i = 0; i < n; i++)
        text[i] = i % line == line - 2 ? '\r' : i % line == line - 1 ? '\n' : 'x';
}

TEST("a CR, an LF or a NUL is seen wherever it stands, at every length")
{
    static uint8_t text[TEXT];
    static const char strange[] = { '\r', '\n', 0 };

    for (size_t n = 1; n <= 290; n += n < 150 ? 1 : 7)
        for (size_t at = 0; at < n; at++)
            for (size_t c = 0; c < sizeof strange; c++) {
                fill(text, n, 80);
                text[at] = (uint8_t)strange[c];
                if (!CHECK(is_seen_right_in_pieces(text, n)))
                    test_note("byte %d at %zu of %zu", strange[c], at, n);
            }
}

TEST("lines of every length are counted, and long ones are seen")
{
    static uint8_t text[TEXT];

    for (size_t line = 2; line < 2 * MOST; line++) {
        fill(text, sizeof text, line);
        for (size_t n = 1; n <= sizeof text; n += 3)
            if (!CHECK(is_seen_right_in_pieces(text, n)))
                test_note("lines of %zu, %zu bytes", line, n);
    }
}

/* The text is looked at in two pieces. */
static enum crlf_fault look_twice(const uint8_t *p, size_t first, size_t n, size_t most)
{
    struct crlf at = { 0 };
    enum crlf_fault fault = wax__crlf_look(&at, p, first, most);

    return fault ? fault : wax__crlf_look(&at, p + first, n - first, most);
}

TEST("one line of any length among others is long from the byte on that is too many, wherever it begins, and cut wherever it is")
{
    static uint8_t text[4 * TEXT];
    const size_t most = TEXT;

    for (size_t at = 0; at < 300; at += 2)
        for (size_t line = most - 2; line <= most + 2; line++) {
            fill(text, sizeof text, 2);
            fill(text + at, line, line);
            fill(text + at + line, sizeof text - at - line, 2);
            for (size_t first = 0; first < at + line; first += 97)
                if (!CHECK(look_twice(text, first, at + line + 600, most) == (line > most ? CRLF_LONG : CRLF_KEPT)))
                    test_note("a line of %zu at %zu, cut at %zu", line, at, first);
        }
}

TEST("more ends than a byte can count are as many as there are")
{
    static uint8_t text[40000];
    struct crlf is = { 0 };

    fill(text, sizeof text, 2);
    CHECK(wax__crlf_look(&is, text, sizeof text, MOST) == CRLF_KEPT && is.lines == sizeof text / 2);
    memset(text, '\n', sizeof text);
    is = (struct crlf){ 0 };
    CHECK(wax__crlf_look(&is, text, sizeof text, MOST) == CRLF_BARE && is.lines == sizeof text);
}
