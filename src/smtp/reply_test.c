#include "limit.h"
#include "reply.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static wax_error told;           /* of the last one parsed */

#define PARSE(text) parse(&r, text, sizeof(text) - 1)

/* The bytes lie at the very end of their memory, so that a look past them is seen by the sanitizers. */
static wax_status parse(struct reply *r, const char *text, size_t len)
{
    static uint8_t *exact;
    told = (wax_error){ 0 };

    free(exact);
    exact = malloc(len ? len : 1);
    memcpy(exact, text, len);
    wax_status s = wax__reply_parse(r, exact, len, &told);
    CHECK(s == WAX_OK || s == WAX_AGAIN || (*told.text && told.status == s));
    return s;
}

TEST("one line, several lines, bare codes")
{
    struct reply r;
    struct span text;
    size_t at = 0;

    CHECK(PARSE("250 OK\r\n") == WAX_OK && r.code == 250 && r.lines == 1 && r.all.len == 8);
    CHECK(PARSE("250\r\n") == WAX_OK && r.code == 250);
    CHECK(PARSE("250-a\r\n250-\r\n250 b\r\n") == WAX_OK && r.lines == 3);
    CHECK(wax__reply_line(&r, &at, &text) && test_same_bytes(text.p, text.len, "a", 1));
    CHECK(wax__reply_line(&r, &at, &text) && text.len == 0);
    CHECK(wax__reply_line(&r, &at, &text) && test_same_bytes(text.p, text.len, "b", 1));
    CHECK(!wax__reply_line(&r, &at, &text));
}

TEST("what stands behind a reply is not read")
{
    struct reply r;

    CHECK(PARSE("250 OK\r\n999 garbage\n\n") == WAX_OK && r.all.len == 8);
}

TEST("a reply that is not whole is waited for, at every cut, and nothing behind the cut is read (curl CVE-2019-3823)")
{
    static const char whole[] = "250-mail.example.net\r\n250-SIZE 1000\r\n250 AUTH PLAIN\r\n";
    struct reply r;

    for (size_t n = 0; n < sizeof whole - 1; n++)
        CHECK(parse(&r, whole, n) == WAX_AGAIN);
    CHECK(parse(&r, whole, sizeof whole - 1) == WAX_OK);
}

TEST("a NUL in a reply is refused, as soon as it is there; other bytes that are not text are not")
{
    struct reply r;

    CHECK(PARSE("250 OK\0 but not really\r\n") == WAX_E_PROTOCOL);
    CHECK(PARSE("250-\0\r\n250 OK\r\n") == WAX_E_PROTOCOL);
    CHECK(PARSE("250 O\0") == WAX_E_PROTOCOL);
    CHECK(PARSE("250 OK\r\n\0") == WAX_OK && r.all.len == 8);
    CHECK(PARSE("250 \x1b[2J \t \xc3\xa9\r\n") == WAX_OK);
}

TEST("a lone LF does not end a reply")
{
    struct reply r;

    CHECK(PARSE("250 OK\n") == WAX_E_PROTOCOL);
    CHECK(PARSE("250 OK\n250 OK\r\n") == WAX_E_PROTOCOL);
    CHECK(PARSE("\n") == WAX_E_PROTOCOL);
}

TEST("a CR inside a line is refused, before its end has come")
{
    struct reply r;

    CHECK(PARSE("250 O\rK\r\n") == WAX_E_PROTOCOL);
    CHECK(PARSE("250 O\rK") == WAX_E_PROTOCOL);
    CHECK(PARSE("250 OK\r\r\n") == WAX_E_PROTOCOL);
    CHECK(PARSE("250 OK\r") == WAX_AGAIN);
}

TEST("almost a reply is none")
{
    static const char *none[] = { "2500\r\n", "25\r\n", "250x\r\n", "199 a\r\n", "600 a\r\n", "2 0 a\r\n", " 250 a\r\n", "\r\n",
                                  "250\ta\r\n", "-250\r\n", "250_a\r\n", "HELO\r\n", "\x16\x03\x01", "S" };
    struct reply r;

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CHECK(parse(&r, none[i], strlen(none[i])) == WAX_E_PROTOCOL);
}

TEST("a record of TLS is told as one, with what to write, whatever bytes it holds")
{
    struct reply r;

    CHECK(PARSE("\x15\x03\x03\x01\x02\x02\x0a") == WAX_E_PROTOCOL && strstr(told.text, "smtps://") && test_same(told.stage, "tls-port"));
    CHECK(PARSE("\x16") == WAX_E_PROTOCOL && strstr(told.text, "smtps://"));
    CHECK(PARSE("\x16\x05") == WAX_E_PROTOCOL && !strstr(told.text, "smtps://"));
}

TEST("the lines of one reply agree on their code")
{
    struct reply r;

    CHECK(PARSE("250-a\r\n251 b\r\n") == WAX_E_PROTOCOL);
    CHECK(PARSE("250-a\r\n550 b\r\n") == WAX_E_PROTOCOL);
}

TEST("what may become a code is waited for, what may not is refused at once")
{
    struct reply r;

    CHECK(PARSE("2") == WAX_AGAIN && PARSE("25") == WAX_AGAIN && PARSE("250") == WAX_AGAIN && PARSE("250-") == WAX_AGAIN);
    CHECK(PARSE("9") == WAX_E_PROTOCOL && PARSE("2x") == WAX_E_PROTOCOL && PARSE("250x") == WAX_E_PROTOCOL);
    CHECK(PARSE("250-a\r\n9") == WAX_E_PROTOCOL);
}

static wax_status of_size(size_t lines, size_t line_len)
{
    size_t len = lines * (line_len + 6) + 6;
    char *text = malloc(len), *p = text;
    struct reply r;
    wax_status s;

    for (size_t i = 0; i < lines; i++) {
        memcpy(p, "250-", 4);
        memset(p + 4, 'a', line_len);
        memcpy(p + 4 + line_len, "\r\n", 2);
        p += line_len + 6;
    }
    memcpy(p, "250 b\r", 6);
    s = parse(&r, text, len);
    free(text);
    return s;
}

TEST("a hundred lines are taken, more lines or bytes than we are ready to keep are not")
{
    CHECK(of_size(100, 60) == WAX_AGAIN);
    CHECK(of_size(LIMIT_REPLY_LINES + 1, 1) == WAX_E_LIMIT);
    CHECK(of_size(LIMIT_REPLY / 4000 + 2, 4000) == WAX_E_LIMIT);
    CHECK(of_size(1, LIMIT_REPLY_LINE) == WAX_E_LIMIT);
    CHECK(of_size(1, LIMIT_REPLY_LINE - 10) == WAX_AGAIN);
}

TEST("an enhanced code is one only in its class and its form")
{
    struct reply r;

    CHECK(PARSE("250 2.1.5 OK\r\n") == WAX_OK && test_same(r.enhanced, "2.1.5"));
    CHECK(PARSE("550 5.1.1\r\n") == WAX_OK && test_same(r.enhanced, "5.1.1"));
    CHECK(PARSE("550 5.123.999 x\r\n") == WAX_OK && test_same(r.enhanced, "5.123.999"));
    CHECK(PARSE("550 2.1.5 OK\r\n") == WAX_OK && test_same(r.enhanced, ""));
    CHECK(PARSE("250 2.1 OK\r\n") == WAX_OK && test_same(r.enhanced, ""));
    CHECK(PARSE("250 2..1.5\r\n") == WAX_OK && test_same(r.enhanced, ""));
    CHECK(PARSE("250 2.1.5x\r\n") == WAX_OK && test_same(r.enhanced, ""));
    CHECK(PARSE("250 2.1.\r\n") == WAX_OK && test_same(r.enhanced, ""));
    CHECK(PARSE("250 ...\r\n") == WAX_OK && test_same(r.enhanced, ""));
    CHECK(PARSE("250 2.1234567.123 x\r\n") == WAX_OK && test_same(r.enhanced, ""));
}

TEST("a reply's sentence is printable, and cut when it is long")
{
    struct reply r;
    char to[40];
    wax_error why = { 0 };

    PARSE("550-5.1.1 no\x1b[2J\r\n550 such user, and a very long story behind it\r\n");
    wax__reply_print(to, sizeof to, &r);
    CHECK(strlen(to) < sizeof to && strstr(to, "550 5.1.1 no\\x1b[2J such user"));
    CHECK(wax__reply_fail(&why, &r, "rcpt", "refused") == WAX_E_REFUSED);
    CHECK(why.smtp == 550 && test_same(why.enhanced, "5.1.1") && strncmp(why.text, "refused: 550 5.1.1 no", 20) == 0);
}
