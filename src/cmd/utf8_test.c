#include "test.h"
#include "utf8.h"

#include <string.h>

#define PRINTED(s) (utf8_print(to, sizeof to, s, sizeof(s) - 1), to)

TEST("what is printed cannot drive a terminal, turn text around or break the line")
{
    char to[64];

    CHECK(test_same(PRINTED("a\x1b[2Jb\n"), "a\\x1b[2Jb\\x0a"));
    CHECK(test_same(PRINTED("\xC2\x9B" "31m\x7f"), "\\xc2\\x9b31m\\x7f"));
    CHECK(test_same(PRINTED("\xE2\x80\xAE" "fdp"), "\\xe2\\x80\\xaefdp"));
    CHECK(test_same(PRINTED("\xE2\x80\xA8"), "\\xe2\\x80\\xa8"));
    CHECK(test_same(PRINTED("gr\xC3\xBC\xC3\x9F \xF0\x9F\x95\xAF"), "gr\xC3\xBC\xC3\x9F \xF0\x9F\x95\xAF"));
}

TEST("what is cut is cut at a character's end")
{
    char to[5];

    CHECK(test_same(PRINTED("abc\xC3\xBC"), "abc"));
    CHECK(test_same(PRINTED("abcdef"), "abcd"));
}

TEST("ill-formed UTF-8 has no length")
{
    CHECK(utf8_len("\xC0\xAF", 2) == 0);
    CHECK(utf8_len("\xE0\x80\x80", 3) == 0);
    CHECK(utf8_len("\xED\xA0\x80", 3) == 0);
    CHECK(utf8_len("\xF0\x80\x80\x80", 4) == 0);
    CHECK(utf8_len("\xF4\x90\x80\x80", 4) == 0);
    CHECK(utf8_len("\xE2\x82", 2) == 0);
    CHECK(utf8_len("\x80", 1) == 0);
    CHECK(utf8_len("", 0) == 0);
    CHECK(utf8_len("\xF4\x8F\xBF\xBF", 4) == 4);
    CHECK(utf8_len("\xEF\xBF\xBF", 3) == 3);
}
