#include "alloc_fail.h"
#include "proxy.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

#define BYTES(text) text, sizeof(text) - 1

static struct secret sesame = { .bytes = (uint8_t *)"opensesame", .len = 10 };

static struct proxy_wish wish(enum proxy_kind kind, bool has_login)
{
    return (struct proxy_wish){ kind, "proxy.example.org port 1080", has_login ? "ada" : NULL, &sesame, "mail.example.org", 587 };
}

/* What is said now must be this. */
static bool says(struct proxy_talk *t, const char *bytes, size_t len)
{
    size_t n;
    const uint8_t *out = wax__proxy_out(t, &n);
    bool is_same = test_same_bytes(out, n, bytes, len);

    wax__proxy_said(t, n);
    return is_same;
}

/* Feeds it in pieces of at most so many bytes; how many it took. */
static size_t hears(struct proxy_talk *t, const char *bytes, size_t len, size_t piece)
{
    size_t at = 0, n;

    while (at < len && (n = wax__proxy_wants(t)) > 0) {
        n = n < piece ? n : piece;
        n = n < len - at ? n : len - at;
        wax__proxy_hear(t, (const uint8_t *)bytes + at, n);
        at += n;
    }
    return at;
}

static bool failed(const struct proxy_talk *t, wax_status status, const char *words)
{
    return t->step == PROXY_FAILED && t->why.status == status && test_same(t->why.stage, "proxy") && strstr(t->why.text, words)
        && !strstr(t->why.text, "opensesame");
}

TEST("SOCKS5: without a login, the name is the proxy's to look up, and what lies behind its answer is left")
{
    for (size_t piece = 1; piece < 30; piece++) {
        struct proxy_wish w = wish(PROXY_SOCKS5, false);
        struct proxy_talk t;
        wax__proxy_begin(&t, &w);
        CHECK(says(&t, BYTES("\5\1\0")) && hears(&t, BYTES("\5\0"), piece) == 2);
        CHECK(says(&t, BYTES("\5\1\0\3\20mail.example.org\2\x4b")));
        CHECK(hears(&t, BYTES("\5\0\0\1\1\2\3\4\5\6" "220 hello"), piece) == 10 && t.step == PROXY_OPEN);
        wax__proxy_clear(&t);
    }
}

TEST("SOCKS5: addresses go as addresses, and its answer may hold a name or an address of either kind")
{
    struct proxy_wish w = wish(PROXY_SOCKS5, false);
    struct proxy_talk t;

    w.host = "192.0.2.1";
    wax__proxy_begin(&t, &w);
    CHECK(says(&t, BYTES("\5\1\0")) && hears(&t, BYTES("\5\0"), 9) && says(&t, BYTES("\5\1\0\1\xc0\0\2\1\2\x4b")));
    CHECK(hears(&t, BYTES("\5\0\0\3\3abc\0\0" "220"), 9) == 10 && t.step == PROXY_OPEN);
    w.host = "2001:db8::1";
    wax__proxy_begin(&t, &w);
    CHECK(says(&t, BYTES("\5\1\0")) && hears(&t, BYTES("\5\0"), 9));
    CHECK(says(&t, BYTES("\5\1\0\4\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\2\x4b")));
    CHECK(hears(&t, BYTES("\5\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0" "220"), 9) == 22 && t.step == PROXY_OPEN);
    wax__proxy_begin(&t, &w);
    CHECK(says(&t, BYTES("\5\1\0")) && hears(&t, BYTES("\5\0"), 9));
    wax__proxy_said(&t, 22);
    CHECK(hears(&t, BYTES("\5\0\0\3\0\0\0" "220"), 9) == 7 && t.step == PROXY_OPEN);
}

TEST("SOCKS5: a password is shown when it is asked for, and then alone")
{
    struct proxy_wish w = wish(PROXY_SOCKS5, true);
    struct proxy_talk t;

    wax__proxy_begin(&t, &w);
    CHECK(says(&t, BYTES("\5\2\0\2")) && hears(&t, BYTES("\5\2"), 1) == 2);
    CHECK(says(&t, BYTES("\1\3ada\12opensesame")) && hears(&t, BYTES("\1\0"), 1) == 2);
    CHECK(says(&t, BYTES("\5\1\0\3\20mail.example.org\2\x4b")));
    wax__proxy_begin(&t, &w);
    CHECK(says(&t, BYTES("\5\2\0\2")) && hears(&t, BYTES("\5\0"), 1) == 2 && says(&t, BYTES("\5\1\0\3\20mail.example.org\2\x4b")));
}

static bool socks_fails(bool has_login, const char *bytes, size_t len, wax_status status, const char *words)
{
    struct proxy_wish w = wish(PROXY_SOCKS5, has_login);
    struct proxy_talk t;
    size_t n, at = 0;

    wax__proxy_begin(&t, &w);
    while (t.step < PROXY_OPEN && at < len) {
        wax__proxy_out(&t, &n);
        wax__proxy_said(&t, n);
        at += hears(&t, bytes + at, len - at, 1);
    }
    bool has_failed = failed(&t, status, words) && !wax__proxy_wants(&t);
    wax__proxy_clear(&t);
    return has_failed;
}

TEST("SOCKS5: what is none, or means no, is told in words")
{
    CHECK(socks_fails(false, BYTES("HT"), WAX_E_PROTOCOL, "48 54"));
    CHECK(socks_fails(false, BYTES("\5\2"), WAX_E_PROTOCOL, "that it was offered"));
    CHECK(socks_fails(false, BYTES("\5\xff"), WAX_E_AUTH, "wants a login"));
    CHECK(socks_fails(true, BYTES("\5\xff"), WAX_E_AUTH, "neither"));
    CHECK(socks_fails(true, BYTES("\5\2\1\1"), WAX_E_AUTH, "refused the login of ada"));
    CHECK(socks_fails(true, BYTES("\5\2\5\0"), WAX_E_PROTOCOL, "an answer to a login"));
    CHECK(socks_fails(false, BYTES("\5\0\4\0\0\1\0"), WAX_E_PROTOCOL, "SOCKS version 5"));
    CHECK(socks_fails(false, BYTES("\5\0\5\0\0\7\0"), WAX_E_PROTOCOL, "an address"));
    CHECK(socks_fails(false, BYTES("\5\0\5\2\0\1\0"), WAX_E_IO, "mail.example.org port 587: its rules do not allow it"));
    CHECK(socks_fails(false, BYTES("\5\0\5\5\0\1\0"), WAX_E_IO, "refused"));
    CHECK(socks_fails(false, BYTES("\5\0\5\x99\0\1\0"), WAX_E_IO, "no meaning"));
}

/* -- HTTP --------------------------------------------------------------------------------------------------- */

TEST("CONNECT names the server, and what lies behind the empty line is left")
{
    static const char *const answers[] = { "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.0 200\r\n\r\n", "HTTP/1.1 204 \n\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nVia: x\r\n\r\n",
        "HTTP/1.1 103 wait\r\nA: b\r\n\r\nHTTP/1.1 200 OK\n\r\n" };

    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        for (size_t piece = 1; piece < 4; piece++) {
            struct proxy_wish w = wish(PROXY_HTTP, false);
            struct proxy_talk t;
            char bytes[200];
            snprintf(bytes, sizeof bytes, "%s\r\n220 hello\r\n\r\n", answers[i]);
            wax__proxy_begin(&t, &w);
            CHECK(says(&t, BYTES("CONNECT mail.example.org:587 HTTP/1.1\r\nHost: mail.example.org:587\r\n\r\n")));
            CHECK(hears(&t, bytes, strlen(bytes), piece) == strlen(answers[i]) && t.step == PROXY_OPEN);
            wax__proxy_clear(&t);
        }
}

TEST("CONNECT: an IPv6 address stands in brackets, a login is Basic")
{
    struct proxy_wish w = wish(PROXY_HTTP, true);
    struct proxy_talk t;

    w.host = "2001:db8::1";
    wax__proxy_begin(&t, &w);
    CHECK(says(&t, BYTES("CONNECT [2001:db8::1]:587 HTTP/1.1\r\nHost: [2001:db8::1]:587\r\nProxy-Authorization: Basic YWRhOm9wZW5zZXNhbWU=\r\n\r\n")));
    wax__proxy_clear(&t);
}

static bool http_fails(bool has_login, const char *answer, wax_status status, const char *words)
{
    struct proxy_wish w = wish(PROXY_HTTP, has_login);
    struct proxy_talk t;
    size_t n;

    wax__proxy_begin(&t, &w);
    wax__proxy_out(&t, &n);
    wax__proxy_said(&t, n);
    hears(&t, answer, strlen(answer), 2);
    bool has_failed = failed(&t, status, words) && !strstr(t.why.text, "YWRhOm9wZW5zZXNhbWU");
    wax__proxy_clear(&t);
    return has_failed;
}

TEST("CONNECT: what is none, or means no, is told in words, without the password that it may repeat")
{
    CHECK(http_fails(false, "220 mail.example.org ESMTP\r\n", WAX_E_PROTOCOL, "\"220 mail.example.org ESMTP"));
    CHECK(http_fails(false, "\r\n\r\n", WAX_E_PROTOCOL, "not HTTP"));
    CHECK(http_fails(false, "HTTP/1.1 2x0 OK\r\n\r\n", WAX_E_PROTOCOL, "not HTTP"));
    CHECK(http_fails(false, "HTTP/1.1 2000 OK\r\n\r\n", WAX_E_PROTOCOL, "not HTTP"));
    CHECK(http_fails(false, "HTTP/2 200 OK\r\n\r\n", WAX_E_PROTOCOL, "not HTTP"));
    CHECK(http_fails(false, "HTTP/1.1 403 Forbidden\r\nX: y\r\n\r\n", WAX_E_IO, "it answered 403 Forbidden"));
    CHECK(http_fails(false, "HTTP/1.1 101 Switching Protocols\r\n\r\n", WAX_E_IO, "101"));
    CHECK(http_fails(false, "HTTP/1.1 407 Who?\r\n\r\n", WAX_E_AUTH, "wants a login (407 Who?)"));
    CHECK(http_fails(true, "HTTP/1.1 401 Unauthorized\r\n\r\n", WAX_E_AUTH, "refused the login of ada"));
    CHECK(http_fails(true, "HTTP/1.1 407 not opensesame\r\n\r\n", WAX_E_AUTH, "<secret>"));
    CHECK(http_fails(true, "HTTP/1.1 403 Basic YWRhOm9wZW5zZXNhbWU=\r\n\r\n", WAX_E_IO, "<secret>"));
    CHECK(http_fails(true, "500 what is Basic YWRhOm9wZW5zZXNhbWU= ?\r\n", WAX_E_PROTOCOL, "<secret>"));
}

static bool is_limited(const char *begin, const char *again)
{
    struct proxy_wish w = wish(PROXY_HTTP, false);
    struct proxy_talk t;
    size_t n, heard;

    wax__proxy_begin(&t, &w);
    wax__proxy_out(&t, &n);
    wax__proxy_said(&t, n);
    heard = hears(&t, begin, strlen(begin), 2);
    while (t.step == PROXY_STATUS)
        heard += hears(&t, again, strlen(again), 2);
    bool has_failed = failed(&t, WAX_E_LIMIT, "8192") && heard <= PROXY_REPLY_MOST + 2;
    wax__proxy_clear(&t);
    return has_failed;
}

TEST("CONNECT: an answer without end is ended")
{
    CHECK(is_limited("HTTP/1.1 200 ", "x"));
    CHECK(is_limited("HTTP/1.1 200 OK\r\n", "X: y\r\n"));
    CHECK(is_limited("", "HTTP/1.1 100 Continue\r\n\r\n"));
}

/* -- memory ------------------------------------------------------------------------------------------------- */

static void starve(enum proxy_kind kind, const char *answer, size_t len)
{
    bool has_failed = true;

    for (long n = 0; has_failed; n++) {
        struct proxy_wish w = wish(kind, true);
        struct proxy_talk t;
        size_t at = 0, out;
        alloc_fail_after(n);
        wax__proxy_begin(&t, &w);
        while (t.step < PROXY_OPEN && at < len) {
            wax__proxy_out(&t, &out);
            wax__proxy_said(&t, out);
            at += hears(&t, answer + at, len - at, 9);
        }
        has_failed = alloc_fail_stop();
        CHECK(has_failed ? failed(&t, WAX_E_NOMEM, "memory") : t.step == PROXY_OPEN);
        wax__proxy_clear(&t);
    }
}

TEST("want of memory ends it, wherever it comes")
{
    starve(PROXY_SOCKS5, BYTES("\5\2\1\0\5\0\0\1\0\0\0\0\0\0"));
    starve(PROXY_HTTP, BYTES("HTTP/1.1 200 OK\r\n\r\n"));
}
