/* check_judge_test.c -- what is gathered from a conversation, and what is said about it. */
#include "alloc_fail.h"
#include "check_report.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

enum { NOW = 1800000000, DAY = 86400 };

static void hear(struct wax_check_report *r, wax_trace_kind kind, const char *text)
{
    wax__check_hear(r, &(wax_trace_event){ .kind = kind, .text = text }, 0);
}

static void hear_offers(struct wax_check_report *r, const char *const *lines)
{
    hear(r, WAX_TRACE_SAID, "EHLO client.example.net");
    for (; *lines; lines++)
        hear(r, WAX_TRACE_HEARD, *lines);
}

static const char *const clear[] = { "250-mail.example.net", "250 STARTTLS", NULL };
static const char *const all[] = { "250-mail.example.net", "250-pipelining", "250-8BITMIME", "250-CHUNKING", "250-SIZE 100", "250 AUTH PLAIN", NULL };

/* A server about which there is nothing to say. */
static struct wax_check_report *good(const char *const *in_clear, const char *const *inside)
{
    struct wax_check_report *r = calloc(1, sizeof *r);

    hear(r, WAX_TRACE_NOTE, "connecting to 192.0.2.1 port 587");
    hear(r, WAX_TRACE_NOTE, "connected");
    hear(r, WAX_TRACE_HEARD, "220 mail.example.net");
    hear_offers(r, in_clear);
    hear(r, WAX_TRACE_SAID, "STARTTLS");
    hear(r, WAX_TRACE_HEARD, "220 go ahead");
    hear(r, WAX_TRACE_TLS, "");
    hear_offers(r, inside);
    hear(r, WAX_TRACE_SAID, "QUIT");
    hear(r, WAX_TRACE_HEARD, "221 bye");
    r->has_tls = r->tls.verified = true;
    r->tls.expires = NOW + 90 * (int64_t)DAY;
    r->port = 587;
    strcpy(r->tls.version, "TLSv1.3");
    return r;
}

static bool is_warned(struct wax_check_report *r, const char *topic, const char *words)
{
    const wax_warning *w;

    for (size_t i = 0; (w = wax_check_warning(r, i)); i++)
        if (strcmp(w->topic, topic) == 0 && strstr(w->text, words))
            return true;
    return false;
}

TEST("a line for which memory is not enough is remembered as missing, and every other can be looked at")
{
    static const wax_trace_event events[] = { { .kind = WAX_TRACE_SAID, .text = "NOOP" }, { .kind = WAX_TRACE_HEARD, .text = "250 a" },
                                              { .kind = WAX_TRACE_SAID, .text = "VRFY ada" }, { .kind = WAX_TRACE_HEARD, .text = "252 b" } };
    bool failed = true;

    for (long n = 0; failed; n++) {
        struct wax_check_report *r = calloc(1, sizeof *r);
        alloc_fail_after(n);
        for (size_t i = 0; i < sizeof events / sizeof *events; i++)
            wax__check_hear(r, &events[i], i / 2 + 1);
        failed = alloc_fail_stop();
        CHECK(r->has_no_memory == failed);
        for (size_t i = 0; wax_check_line(r, i); i++)
            CHECK(i < 2 && (failed || test_same(wax_check_reply(r, i, 0), i ? "252 b" : "250 a")));
        wax_check_free(r);
    }
}

TEST("lines of one's own and their answers are kept in order, and say nothing about the server")
{
    struct wax_check_report *r = good(clear, all);
    wax_trace_event events[] = { { .kind = WAX_TRACE_SAID, .text = "EHLO me" }, { .kind = WAX_TRACE_HEARD, .text = "250-a" }, { .kind = WAX_TRACE_HEARD, .text = "250 b" },
                                 { .kind = WAX_TRACE_SAID, .text = "NOOP" }, { .kind = WAX_TRACE_SAID, .text = "QUIT" }, { .kind = WAX_TRACE_HEARD, .text = "221 bye" } };
    const size_t n_own[] = { 1, 1, 1, 2, 2, 2 };

    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        wax__check_hear(r, &events[i], n_own[i]);
    CHECK(test_same(wax_check_line(r, 0), "EHLO me") && test_same(wax_check_reply(r, 0, 0), "250-a") && test_same(wax_check_reply(r, 0, 1), "250 b"));
    CHECK(!wax_check_reply(r, 0, 2) && test_same(wax_check_line(r, 1), "NOOP") && !wax_check_reply(r, 1, 0) && !wax_check_line(r, 2) && !wax_check_reply(r, 2, 0));
    CHECK(!wax_check_line(r, SIZE_MAX) && !wax_check_reply(r, 0, SIZE_MAX) && !wax_check_line(NULL, 0) && !wax_check_reply(NULL, 0, 0));
    CHECK(test_same(wax_check_offer(r, true, 0), "pipelining"));
    wax_check_free(r);
}

TEST("a conversation is taken apart: addresses, greeting, and two offers that are kept apart")
{
    struct wax_check_report *r = good(clear, all);

    CHECK(test_same(wax_check_address(r, 0), "192.0.2.1 port 587") && !wax_check_address(r, 1));
    CHECK(test_same(wax_check_greeting(r, 0), "220 mail.example.net") && !wax_check_greeting(r, 1));
    CHECK(test_same(wax_check_offer(r, false, 0), "STARTTLS") && !wax_check_offer(r, false, 1));
    CHECK(test_same(wax_check_offer(r, true, 3), "SIZE 100") && !wax_check_offer(r, true, 5));
    wax_check_free(r);
}

TEST("when EHLO is said again the last answer counts")
{
    struct wax_check_report *r = good(clear, all);

    hear_offers(r, clear);
    CHECK(test_same(wax_check_offer(r, true, 0), "STARTTLS") && !wax_check_offer(r, true, 1));
    wax_check_free(r);
}

TEST("EHLO that was refused, or answered with bare codes, offers nothing")
{
    static const char *const refused[] = { "500 what?", NULL }, *const bare[] = { "250", NULL };
    struct wax_check_report *r = good(refused, bare);

    CHECK(!wax_check_offer(r, false, 0) && !wax_check_offer(r, true, 0));
    wax_check_free(r);
}

TEST("of a good server there is nothing to say")
{
    struct wax_check_report *r = good(clear, all);

    wax__check_judge(r, NOW);
    CHECK(!wax_check_warning(r, 0));
    wax_check_free(r);
}

TEST("a certificate is warned of two weeks before its end, whichever of the chain ends first")
{
    for (int days = 13; days <= 14; days++) {
        struct wax_check_report *r = good(clear, all);
        r->certificates[1].expires = NOW + days * (int64_t)DAY + 1;
        r->n_certificates = 2;
        wax__check_judge(r, NOW);
        CHECK(is_warned(r, "certificate-expires", "in 13 days") == (days == 13));
        wax_check_free(r);
    }
}

TEST("AUTH in the clear, STARTTLS inside TLS, and a login that is nowhere")
{
    struct wax_check_report *r = good(all, clear);

    wax__check_judge(r, NOW);
    CHECK(is_warned(r, "login-in-clear", "AUTH is offered before TLS"));
    CHECK(is_warned(r, "starttls", "inside TLS"));
    CHECK(is_warned(r, "login-not-offered", "587 or 465"));
    CHECK(is_warned(r, "missing-extension", "PIPELINING") && is_warned(r, "missing-extension", "SIZE"));
    wax_check_free(r);
}

TEST("a relay needs no login")
{
    struct wax_check_report *r = good(clear, clear);

    r->port = 25;
    wax__check_judge(r, NOW);
    CHECK(!is_warned(r, "login-not-offered", ""));
    wax_check_free(r);
}

TEST("old TLS, unverified TLS and no TLS are each told")
{
    struct wax_check_report *old = good(clear, all), *unverified = good(clear, all), *none = good(clear, all);

    strcpy(old->tls.version, "TLSv1.2");
    unverified->tls.verified = none->has_tls = false;
    wax__check_judge(old, NOW);
    wax__check_judge(unverified, NOW);
    wax__check_judge(none, NOW);
    CHECK(is_warned(old, "weak-channel", "TLSv1.2"));
    CHECK(is_warned(unverified, "weak-channel", "anybody"));
    CHECK(is_warned(none, "weak-channel", "no TLS"));
    wax_check_free(old);
    wax_check_free(unverified);
    wax_check_free(none);
}

TEST("what was not reached is not called missing")
{
    struct wax_check_report *r = good(clear, clear);

    r->error.status = WAX_E_UNTRUSTED;
    wax__check_judge(r, NOW);
    CHECK(!is_warned(r, "missing-extension", "") && !is_warned(r, "login-not-offered", ""));
    wax_check_free(r);
}

TEST("no report is a report of nothing")
{
    CHECK(wax_check_status(NULL) == WAX_E_NOMEM && test_same(wax_check_peer(NULL), "") && !wax_check_ms(NULL) && !wax_check_logged_in(NULL));
    CHECK(!wax_check_address(NULL, 0) && !wax_check_greeting(NULL, 0) && !wax_check_offer(NULL, true, 0) && !wax_check_tls(NULL));
    CHECK(!wax_check_certificate(NULL, 0) && !wax_check_warning(NULL, 0));
    wax_check_free(NULL);
}
