#include "flowed.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static bool flows(const char *text, const char *expected)
{
    struct buf out = { 0 };
    bool good = wax__flow(&out, text) && strcmp((const char *)buf_data(&out), expected) == 0;

    if (!good)
        test_note("\"%s\"", (const char *)buf_data(&out));
    wax__buf_clear(&out);
    return good;
}

#define TENS "123456789 "
#define LONG TENS TENS TENS TENS TENS TENS TENS

TEST("a long line is broken behind a blank, which stays; others are left alone")
{
    CHECK(flows(LONG "1234567 and on\n", LONG "\r\n1234567 and on\r\n"));
    CHECK(flows(LONG "123456 and on\n", LONG "123456 \r\nand on\r\n"));
    CHECK(flows("short\r\n\nand short", "short\r\n\r\nand short\r\n") && flows("", ""));
}

TEST("blanks at a line's end go, for there they would mean that it flows; but for a signature's mark")
{
    CHECK(flows("a  \nb\n-- \nAda\n", "a\r\nb\r\n-- \r\nAda\r\n"));
    CHECK(flows("-- " LONG LONG "\n", "-- " TENS TENS TENS TENS TENS TENS TENS "\r\n" TENS TENS TENS TENS TENS TENS "123456789\r\n"));
}

TEST("what would be taken for a quote, a stuffed blank or a separator is stuffed, on lines of ours too")
{
    CHECK(flows(" a\nFrom b\n", "  a\r\n From b\r\n"));
    CHECK(flows(LONG "12345 > b\n", LONG "12345 \r\n > b\r\n") && flows(LONG "1234567 > b\n", LONG "\r\n1234567 > b\r\n"));
    CHECK(flows(LONG "123456 From b and c\n", LONG "123456 \r\n From b and c\r\n"));
}

TEST("a quote's lines are quotes of the same depth")
{
    CHECK(flows(">> " LONG "and on\n>>\n>c\n", ">> " LONG "and \r\n>> on\r\n>>\r\n> c\r\n"));
}

/* As RFC 3676 s.4.5 has it. */
static void join(const char *flowed, char *to)
{
    bool goes_on = false;

    for (const char *line = flowed; *line; line = strstr(line, "\r\n") + 2) {
        const char *end = strstr(line, "\r\n"), *p = line + strspn(line, ">");
        if (!goes_on)
            to += strlen(memcpy(to, line, (size_t)(p - line))) ? p - line : 0;
        if (!goes_on && p > line && *p == ' ')
            *to++ = ' ';
        if (*p == ' ')
            p++;
        memcpy(to, p, (size_t)(end - p));
        to += end - p;
        goes_on = end > p && end[-1] == ' ' && !(end - p == 3 && memcmp(p, "-- ", 3) == 0);
        if (!goes_on)
            *to++ = '\n';
    }
    *to = 0;
}

TEST("joined again, every line is what it was")
{
    static const char *const pieces[] = { "a", " ", "  ", ">", "From ", "-- ", "word", TENS, LONG, "\n", "\n", "loooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooong" };
    uint32_t seed = 1;

    for (int round = 0; round < 3000; round++) {
        char text[4000] = "x", again[9000] = { 0 };
        struct buf out = { 0 }, twice = { 0 };
        for (int i = 0; i < 20; i++) {
            seed = seed * 1664525u + 1013904223u;
            strcat(text, pieces[(seed >> 8) % (sizeof pieces / sizeof *pieces)]);
        }
        CHECK(wax__flow(&out, text));
        join((const char *)buf_data(&out), again);
        bool good = wax__flow(&twice, again) && test_same_bytes(buf_data(&out), buf_len(&out), buf_data(&twice), buf_len(&twice));
        if (!good)
            test_note("round %d: \"%s\"", round, text);
        CHECK(good);
        wax__buf_clear(&out);
        wax__buf_clear(&twice);
    }
}
