#include "test.h"
#include "text.h"

#include <string.h>

#define SPAN(s) (struct span){ (const uint8_t *)(s), sizeof(s) - 1 }
#define PRINTABLE(s) (wax__text_printable(to, sizeof to, s, sizeof(s) - 1), to)

TEST("words are the same without regard to case, but not when one goes on")
{
    CHECK(wax__text_same(SPAN("StartTLS"), "STARTTLS"));
    CHECK(!wax__text_same(SPAN("STARTTL"), "STARTTLS"));
    CHECK(!wax__text_same(SPAN("STARTTLSX"), "STARTTLS"));
    CHECK(!wax__text_same(SPAN("A\0B"), "A"));
}

TEST("a number is all digits and fits")
{
    uint64_t n = 7;

    CHECK(wax__text_number(SPAN("35882577"), &n) && n == 35882577);
    CHECK(wax__text_number(SPAN("0"), &n) && n == 0);
    CHECK(!wax__text_number(SPAN(""), &n));
    CHECK(!wax__text_number(SPAN("12x"), &n));
    CHECK(!wax__text_number(SPAN("-1"), &n));
    CHECK(!wax__text_number(SPAN("99999999999999999999"), &n));
}

TEST("a number is written as it is read, and the largest has its room")
{
    static const struct { uint64_t n; const char *text; } rows[] = { { 0, "0" }, { 9, "9" }, { 250, "250" }, { 10000, "10000" }, { INT64_MAX, "9223372036854775807" } };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char to[DECIMAL_SIZE];
        uint64_t back = 1;
        CHECK(wax__text_decimal(to, rows[i].n) == strlen(rows[i].text) && test_same(to, rows[i].text));
        CHECK(wax__text_number((struct span){ (const uint8_t *)to, strlen(to) }, &back) && back == rows[i].n);
    }
    char most[DECIMAL_SIZE];
    CHECK(wax__text_decimal(most, UINT64_MAX) == DECIMAL_SIZE - 1 && test_same(most, "18446744073709551615"));
}

TEST("ASCII is told from what is not at each place of a text of any length")
{
    char text[150];

    for (size_t len = 0; len <= sizeof text; len++) {
        memset(text, 'x', sizeof text);
        CHECK(wax__text_is_ascii(text, len));
        for (size_t i = 0; i < len; i++) {
            text[i] = (char)0x80;
            CHECK(!wax__text_is_ascii(text, len));
            text[i] = 'x';
        }
    }
}

TEST("UTF-8 that is overlong, a surrogate or past U+10FFFF is none")
{
    CHECK(wax__text_is_utf8("na\xC3\xAFve \xE2\x82\xAC \xF0\x9F\x95\xAF", 15));
    CHECK(!wax__text_is_utf8("\xC0\xAF", 2));
    CHECK(!wax__text_is_utf8("\xE0\x80\x80", 3));
    CHECK(!wax__text_is_utf8("\xED\xA0\x80", 3));
    CHECK(!wax__text_is_utf8("\xF4\x90\x80\x80", 4));
    CHECK(!wax__text_is_utf8("\xE2\x82", 2));
}

TEST("what a server says cannot drive the terminal")
{
    char to[64];

    CHECK(test_same(PRINTABLE("a\x1b[2Jb"), "a\\x1b[2Jb"));
    CHECK(test_same(PRINTABLE("a\r\nb\0c"), "a\\x0d\\x0ab\\x00c"));
    CHECK(test_same(PRINTABLE("\xC2\x9B" "31m"), "\\xc2\\x9b31m"));
    CHECK(test_same(PRINTABLE("\xE2\x80\xAE" "fdp"), "\\xe2\\x80\\xaefdp"));
    CHECK(test_same(PRINTABLE("gr\xC3\xBC\xC3\x9F"), "gr\xC3\xBC\xC3\x9F"));
}

TEST("printable text is cut at a character's end and always terminated")
{
    char to[5];

    CHECK(test_same(PRINTABLE("abc\xC3\xBC"), "abc"));
    CHECK(test_same(PRINTABLE("abcdef"), "abcd"));
    CHECK(test_same(PRINTABLE("ab\n"), "ab"));
}

static bool decodes(const char *text, const char *bytes, size_t n)
{
    uint8_t to[64];
    size_t got;

    return wax__text_from_base64(to, &got, text, strlen(text)) && test_same_bytes(to, got, bytes, n);
}

TEST("base64 as RFC 4648 s.10 shows it, both ways")
{
    static const char *pairs[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
                                      { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" } };
    char to[16];

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t n = wax__text_to_base64(to, pairs[i][0], strlen(pairs[i][0]));
        CHECK(test_same_bytes(to, n, pairs[i][1], strlen(pairs[i][1])));
        CHECK(decodes(pairs[i][1], pairs[i][0], strlen(pairs[i][0])));
    }
    CHECK(decodes("+/8=", "\xfb\xff", 2));
}

TEST("base64 that is cut, has line ends, stray bits or padding in the middle is refused")
{
    CHECK(!decodes("Zg=", "f", 1));
    CHECK(!decodes("Zm9v\r\nZm9v", "foofoo", 6));
    CHECK(!decodes("Zh==", "f", 1));
    CHECK(!decodes("Zm9=", "fo", 2));
    CHECK(!decodes("Zg==Zg==", "ff", 2));
    CHECK(!decodes("====", "", 0));
    CHECK(!decodes("Z===", "", 0));
}
