/* core_test.c -- what a dialogue can't say: calls out of order, time, accounts of what was sent. */
#include "limit.h"
#include "test.h"

#include <wax/smtp.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static wax_status read_nothing(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    (void)user, (void)to, (void)room, (void)why;
    *n = 0;
    return WAX_OK;
}

static wax_status read_fails(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    (void)user, (void)to, (void)room, (void)n, (void)why;
    return WAX_E_IO;
}

static wax_status read_too_much(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    (void)user, (void)to, (void)why;
    *n = room + 1;
    return WAX_OK;
}

static wax_delivery *delivery(wax_status (*read)(void *, void *, size_t, size_t *, wax_error *))
{
    wax_delivery *d = wax_delivery_new("ada@example.org");

    wax_delivery_to(d, "grace@example.net");
    wax_delivery_body(d, (wax_source){ .read = read });
    return d;
}

static void hear(wax_smtp *c, unsigned epoch, const char *text)
{
    size_t used;

    for (size_t at = 0; text[at]; at += used)
        if (wax_smtp_hear(c, epoch, (const uint8_t *)text + at, strlen(text + at), &used) || !used)
            return;
}

static void send_all(wax_smtp *c)
{
    size_t n;

    while (wax_smtp_step(c) == WAX_SEND) {
        wax_smtp_out(c, &n);
        wax_smtp_sent(c, n);
    }
}

/* A conversation in the clear, as far as READY. */
static wax_smtp *ready(const char *caps)
{
    wax_smtp *c = wax_smtp_new("mail.example.net");

    wax_smtp_set_tls(c, WAX_TLS_INSECURE_NONE);
    wax_smtp_step(c);
    hear(c, 0, "220 hello\r\n");
    send_all(c);
    hear(c, 0, caps);
    return c;
}

TEST("bytes of the clear epoch are not heard inside TLS, nor the other way round")
{
    wax_smtp *c = wax_smtp_new("mail.example.net");
    wax_tls_info facts = { .verified = true };
    size_t used;

    hear(c, 0, "220 hello\r\n");
    send_all(c);
    hear(c, 0, "250-x\r\n250 STARTTLS\r\n");
    send_all(c);
    hear(c, 0, "220 go\r\n");
    CHECK(wax_smtp_step(c) == WAX_UPGRADE);
    CHECK(wax_smtp_upgraded(c, &facts) == WAX_OK);
    send_all(c);
    CHECK(wax_smtp_hear(c, 0, (const uint8_t *)"250 x\r\n", 7, &used) == WAX_E_INJECTION && used == 0);
    CHECK(wax_smtp_step(c) == WAX_FAILED);
    wax_smtp_free(c);

    c = wax_smtp_new("mail.example.net");
    CHECK(wax_smtp_hear(c, 1, (const uint8_t *)"220 x\r\n", 7, &used) == WAX_E_INJECTION);
    wax_smtp_free(c);
}

TEST("what comes behind the reply to QUIT is said to nobody")
{
    wax_smtp *c = ready("250 x\r\n");

    wax_smtp_quit(c);
    send_all(c);
    hear(c, 0, "221 bye\r\n250 and another thing\r\n");
    CHECK(wax_smtp_step(c) == WAX_DONE);
    wax_smtp_free(c);
}

TEST("an upgrade that was not asked for is refused")
{
    wax_smtp *c = wax_smtp_new("mail.example.net");

    CHECK(wax_smtp_upgraded(c, &(wax_tls_info){ .verified = true }) == WAX_E_USAGE);
    CHECK(wax_smtp_step(c) == WAX_FAILED);
    wax_smtp_free(c);
}

TEST("a reply to a line that has not left yet is a reply to nothing")
{
    wax_smtp *c = ready("250-x\r\n250 PIPELINING\r\n");
    wax_delivery *d = delivery(read_nothing);

    wax_smtp_deliver(c, d);
    CHECK(wax_smtp_step(c) == WAX_SEND);
    hear(c, 0, "250 OK\r\n");
    CHECK(wax_smtp_error(c)->status == WAX_E_UNSOLICITED);
    wax_smtp_free(c);
    wax_delivery_free(d);
}

TEST("the account of a broken connection follows what may have reached the peer")
{
    for (int reached = 0; reached < 2; reached++) {
        wax_smtp *c = ready("250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
        wax_delivery *d = delivery(read_nothing);
        uint64_t total = 0;
        size_t n;
        wax_smtp_deliver(c, d);
        total = strlen("EHLO localhost\r\n");
        wax_smtp_step(c);
        wax_smtp_out(c, &n);
        wax_smtp_sent(c, n);
        total += n;
        wax_smtp_broken(c, total - (reached ? 0 : 1), &(wax_error){ .status = WAX_E_EOF, .text = "cut" });
        CHECK(wax_delivery_is_settled(d));
        CHECK(wax_delivery_result(d, 0)->fate == (reached ? WAX_UNCERTAIN : WAX_NOT_TRIED));
        CHECK(wax_delivery_status(d) == (reached ? WAX_E_UNCERTAIN : WAX_E_EOF));
        wax_smtp_free(c);
        wax_delivery_free(d);
    }
}

TEST("a message whose source fails is not sent, and nothing says it was")
{
    wax_status (*bad[])(void *, void *, size_t, size_t *, wax_error *) = { read_fails, read_too_much };

    for (int i = 0; i < 2; i++) {
        wax_smtp *c = ready("250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
        wax_delivery *d = delivery(bad[i]);
        wax_smtp_deliver(c, d);
        send_all(c);
        hear(c, 0, "250 OK\r\n250 OK\r\n");
        CHECK(wax_smtp_step(c) == WAX_IDLE);
        CHECK(wax_delivery_is_settled(d) && wax_delivery_result(d, 0)->fate == WAX_NOT_TRIED);
        CHECK(strstr(wax_delivery_error(d)->text, i ? "more bytes than there was room for" : "can't be read to its end") != NULL);
        wax_smtp_free(c);
        wax_delivery_free(d);
    }
}

TEST("a delivery without recipients or with a sender that is none is settled and says why")
{
    wax_smtp *c = ready("250 x\r\n");
    wax_delivery *none = wax_delivery_new("ada@example.org"), *bad = wax_delivery_new("ada\r\nRSET");

    wax_delivery_body(none, (wax_source){ .read = read_nothing });
    wax_delivery_body(bad, (wax_source){ .read = read_nothing });
    wax_delivery_to(bad, "grace@example.net");
    wax_smtp_deliver(c, none);
    wax_smtp_deliver(c, bad);
    CHECK(wax_smtp_step(c) == WAX_IDLE);
    CHECK(wax_delivery_is_settled(none) && wax_delivery_status(none) == WAX_E_USAGE && strstr(wax_delivery_error(none)->text, "no recipient"));
    CHECK(wax_delivery_is_settled(bad) && wax_delivery_status(bad) == WAX_E_USAGE && strstr(wax_delivery_error(bad)->text, "sender"));
    wax_smtp_free(c);
    wax_delivery_free(none);
    wax_delivery_free(bad);
}

TEST("a delivery handed to a conversation that has failed is settled at once")
{
    wax_smtp *c = ready("421 bye\r\n");
    wax_delivery *d = delivery(read_nothing);

    CHECK(wax_smtp_step(c) == WAX_FAILED);
    wax_smtp_deliver(c, d);
    CHECK(wax_delivery_is_settled(d) && wax_delivery_result(d, 0)->fate == WAX_NOT_TRIED);
    wax_smtp_free(c);
    wax_delivery_free(d);
}

TEST("a peer that takes nothing of what we send is left after three minutes")
{
    wax_smtp *c = wax_smtp_new("mail.example.net");

    wax_smtp_set_tls(c, WAX_TLS_INSECURE_NONE);
    CHECK(wax_smtp_now(c, 5000) == WAX_OK);
    hear(c, 0, "220 hello\r\n");
    CHECK(wax_smtp_step(c) == WAX_SEND);
    CHECK(wax_smtp_deadline_ms(c) == 185000);
    CHECK(wax_smtp_now(c, 184999) == WAX_OK);
    CHECK(wax_smtp_now(c, 185000) == WAX_E_TIMEOUT);
    CHECK(strstr(wax_smtp_error(c)->text, "took nothing"));
    wax_smtp_free(c);
}

TEST("an idle conversation has no deadline, and a mail after an hour has its own patience")
{
    wax_smtp *c = wax_smtp_new("mail.example.net");
    wax_delivery *d = delivery(read_nothing);

    wax_smtp_set_tls(c, WAX_TLS_INSECURE_NONE);
    wax_smtp_now(c, 0);
    hear(c, 0, "220 hello\r\n");
    send_all(c);
    hear(c, 0, "250 x\r\n");
    CHECK(wax_smtp_step(c) == WAX_IDLE && wax_smtp_deadline_ms(c) == INT64_MAX);
    CHECK(wax_smtp_now(c, 3600000) == WAX_OK);
    wax_smtp_deliver(c, d);
    send_all(c);
    CHECK(wax_smtp_now(c, 3600001) == WAX_OK);
    CHECK(wax_smtp_deadline_ms(c) == 3600000 + 300000);
    wax_smtp_free(c);
    wax_delivery_free(d);
}

struct log { char text[2000]; };

static void keep(void *user, const wax_trace_event *e)
{
    struct log *log = user;

    strncat(log->text, wax_trace_mark(e->kind), sizeof log->text - strlen(log->text) - 1);
    strncat(log->text, e->text, sizeof log->text - strlen(log->text) - 1);
    strncat(log->text, "\n", sizeof log->text - strlen(log->text) - 1);
}

TEST("the trace is the dialogue, with the secret replaced")
{
    struct log log = { "" };
    wax_smtp *c = wax_smtp_new("mail.example.net");

    wax_smtp_set_tls(c, WAX_TLS_IMPLICIT);
    wax_smtp_set_login(c, "ada", "sesame");
    wax_smtp_set_trace(c, keep, &log);
    CHECK(wax_smtp_step(c) == WAX_UPGRADE);
    wax_smtp_upgraded(c, &(wax_tls_info){ .verified = true });
    hear(c, 1, "220 hello\r\n");
    send_all(c);
    hear(c, 1, "250-x\r\n250 AUTH LOGIN\r\n");
    send_all(c);
    hear(c, 1, "334 VXNlcm5hbWU6\r\n");
    send_all(c);
    hear(c, 1, "334 UGFzc3dvcmQ6\r\n");
    send_all(c);
    hear(c, 1, "535 no\r\n");
    CHECK(test_same(log.text, "TLS\nS: 220 hello\nC: EHLO localhost\nS: 250-x\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n"
                              "C: <secret>\nS: 334 UGFzc3dvcmQ6\nC: <secret>\nS: 535 no\n"));
    CHECK(!strstr(wax_smtp_error(c)->text, "sesame"));
    wax_smtp_free(c);
}

TEST("a channel that has not proved its name sees no login")
{
    wax_smtp *c = wax_smtp_new("mail.example.net");

    wax_smtp_set_tls(c, WAX_TLS_IMPLICIT);
    wax_smtp_set_login(c, "ada", "sesame");
    wax_smtp_step(c);
    wax_smtp_upgraded(c, &(wax_tls_info){ .verified = false });
    hear(c, 1, "220 hello\r\n");
    send_all(c);
    hear(c, 1, "250-x\r\n250 AUTH PLAIN LOGIN\r\n");
    CHECK(wax_smtp_step(c) == WAX_FAILED);
    CHECK(wax_smtp_error(c)->status == WAX_E_AUTH && strstr(wax_smtp_error(c)->text, "not proved its name"));
    wax_smtp_free(c);
}

TEST("a login that could not be set up is not skipped")
{
    wax_smtp *c = wax_smtp_new("mail.example.net");

    wax_smtp_set_login(c, "ada", NULL);
    CHECK(wax_smtp_step(c) == WAX_FAILED && wax_smtp_error(c)->status == WAX_E_USAGE);
    wax_smtp_free(c);
}

TEST("calls on nothing, and on one that was freed of its work, are harmless")
{
    size_t n = 1;
    wax_smtp *c = wax_smtp_new("mail.example.net");

    CHECK(wax_smtp_step(NULL) == WAX_FAILED && wax_smtp_error(NULL)->status == WAX_E_NOMEM);
    wax_smtp_out(NULL, &n);
    CHECK(n == 0);
    wax_smtp_quit(NULL);
    wax_smtp_set_lmtp(NULL);
    wax_smtp_set_tls(NULL, WAX_TLS_REQUIRED);
    wax_smtp_set_name(NULL, "x");
    wax_smtp_set_login(NULL, "ada", "sesame");
    wax_smtp_set_mechanism(NULL, "PLAIN");
    wax_smtp_set_trace(NULL, NULL, NULL);
    wax_smtp_sent(NULL, 1);
    wax_smtp_broken(NULL, 0, NULL);
    CHECK(wax_smtp_now(NULL, 0) == WAX_E_NOMEM && wax_smtp_deadline_ms(NULL) == INT64_MAX);
    CHECK(wax_smtp_upgraded(NULL, &(wax_tls_info){ .verified = true }) == WAX_E_NOMEM);
    wax_delivery_to(NULL, "x@y");
    wax_delivery_ask(NULL, WAX_ASK_RET, "FULL", WAX_MUST);
    wax_delivery_ask_for(NULL, "x@y", WAX_ASK_NOTIFY, "NEVER", WAX_MUST);
    wax_delivery_is_binary(NULL);
    wax_delivery_binary_form(NULL, (wax_source){ 0 }, 1);
    wax_delivery_size(NULL, 1);
    wax_delivery_is_8bit(NULL);
    wax_delivery_is_utf8(NULL);
    wax_delivery_body(NULL, (wax_source){ 0 });
    wax_smtp_deliver(NULL, NULL);
    wax_smtp_free(NULL);
    wax_delivery_free(NULL);
    CHECK(wax_delivery_result(NULL, 0) == NULL && wax_delivery_status(NULL) == WAX_E_NOMEM);
    wax_smtp_free(c);
}

TEST("a name or a login that can't be said is refused before anything is, and says why")
{
    static const struct { const char *name, *user, *secret, *says; } cases[] = {
        { "a\r\nRSET", NULL, NULL, "EHLO name" }, { "", NULL, NULL, "EHLO name" }, { NULL, NULL, NULL, "EHLO name" },
        { "x", "ad\xff", "sesame", "not UTF-8" }, { "x", NULL, "sesame", "needs a user" }, { "x", "ada", NULL, "needs a user" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wax_smtp *c = wax_smtp_new("mail.example.net");
        wax_smtp_set_name(c, cases[i].name);
        if (cases[i].user || cases[i].secret)
            wax_smtp_set_login(c, cases[i].user, cases[i].secret);
        CHECK(wax_smtp_step(c) == WAX_FAILED && wax_smtp_error(c)->status == WAX_E_USAGE);
        if (!CHECK(strstr(wax_smtp_error(c)->text, cases[i].says)))
            test_note("%s", wax_smtp_error(c)->text);
        wax_smtp_free(c);
    }
}

TEST("a secret of 64 kilobytes is kept, one byte more is refused")
{
    char *secret = malloc(65538);

    for (size_t over = 0; over < 2; over++) {
        wax_smtp *c = wax_smtp_new("mail.example.net");
        memset(secret, 's', 65537);
        secret[65536 + over] = 0;
        wax_smtp_set_login(c, "ada", secret);
        CHECK((wax_smtp_step(c) == WAX_FAILED) == (over == 1));
        wax_smtp_free(c);
        c = wax_smtp_new("mail.example.net");
        wax_smtp_set_login(c, secret, "sesame");
        CHECK((wax_smtp_step(c) == WAX_FAILED) == (over == 1));
        wax_smtp_free(c);
    }
    free(secret);
}

/* -- a careless application ---------------------------------------------------------------------------------- */

struct piece { const char *text; size_t at; int calls_behind_end; };

static wax_status read_piece(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct piece *p = user;
    size_t len = strlen(p->text + p->at);

    (void)why;
    p->calls_behind_end += len == 0;
    *n = len < room ? len : room;
    memcpy(to, p->text + p->at, *n);
    p->at += *n;
    return WAX_OK;
}

static wax_status read_again(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    (void)user, (void)to, (void)room, (void)n, (void)why;
    return WAX_AGAIN;
}

static wax_delivery *delivery_of(struct piece *p, int64_t announced)
{
    wax_delivery *d = wax_delivery_new("ada@example.org");

    wax_delivery_to(d, "grace@example.net");
    wax_delivery_size(d, announced);
    wax_delivery_body(d, (wax_source){ .read = read_piece, .user = p });
    return d;
}

/* How many bytes lie in the next flight; they are on their way then. */
static size_t send_and_count(wax_smtp *c, const char *word, bool *has_word)
{
    size_t n, all = 0;

    *has_word = false;
    while (wax_smtp_step(c) == WAX_SEND) {
        const uint8_t *p = wax_smtp_out(c, &n);
        for (size_t i = 0; i + strlen(word) <= n; i++)
            *has_word = *has_word || memcmp(p + i, word, strlen(word)) == 0;
        wax_smtp_sent(c, n);
        all += n;
    }
    return all;
}

TEST("a message that is shorter or longer than was announced is not said to its end")
{
    static const char *caps[] = { "250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n", "250-x\r\n250 PIPELINING\r\n" };

    for (int i = 0; i < 6; i++) {
        struct piece text = { "a\r\nb\r\n", 0, 0 };
        int64_t announced = i % 3 == 0 ? 5 : i % 3 == 1 ? 7 : 6;
        wax_delivery *d = delivery_of(&text, announced);
        wax_smtp *c = ready(caps[i / 3]);
        bool has_end;
        wax_smtp_deliver(c, d);
        send_and_count(c, " LAST", &has_end);
        CHECK(has_end == (i == 2));
        hear(c, 0, i < 3 ? "250 OK\r\n250 OK\r\n" : "250 OK\r\n250 OK\r\n354 go\r\n");
        send_and_count(c, "\r\n.\r\n", &has_end);
        CHECK(has_end == (i == 5));
        if (announced != 6)
            CHECK(wax_delivery_is_settled(d) && wax_delivery_result(d, 0)->fate == WAX_NOT_TRIED && wax_delivery_status(d) == WAX_E_INPUT &&
                  strstr(wax_delivery_error(d)->text, announced < 6 ? "has more than that" : "has fewer than that"));
        wax_smtp_free(c);
        wax_delivery_free(d);
    }
}

TEST("a source is not asked again once it has said that it is at its end")
{
    struct piece text = { "a\r\n", 0, 0 };
    wax_delivery *d = delivery_of(&text, -1);
    wax_smtp *c = ready("250-x\r\n250 PIPELINING\r\n");

    wax_smtp_deliver(c, d);
    send_all(c);
    hear(c, 0, "250 OK\r\n250 OK\r\n354 go\r\n");
    send_all(c);
    hear(c, 0, "250 OK\r\n");
    send_all(c);
    CHECK(text.calls_behind_end == 1 && wax_delivery_result(d, 0)->fate == WAX_ACCEPTED);
    wax_smtp_free(c);
    wax_delivery_free(d);
}

TEST("a source that says AGAIN has failed, and its message is not settled with AGAIN")
{
    wax_smtp *c = ready("250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    wax_delivery *d = delivery(read_again);

    wax_smtp_deliver(c, d);
    send_all(c);
    hear(c, 0, "250 OK\r\n250 OK\r\n");
    CHECK(wax_smtp_step(c) == WAX_IDLE && wax_delivery_is_settled(d) && wax_delivery_status(d) == WAX_E_INPUT);
    wax_smtp_free(c);
    wax_delivery_free(d);
}

TEST("a message that breaks the conversation off behind DATA is blamed, and the next one is not")
{
    struct piece bad = { "a\nb\r\n", 0, 0 }, good = { "a\r\n", 0, 0 };
    wax_delivery *d[] = { delivery_of(&bad, -1), delivery_of(&good, -1) };
    wax_smtp *c = ready("250-x\r\n250 PIPELINING\r\n");

    wax_smtp_deliver(c, d[0]);
    wax_smtp_deliver(c, d[1]);
    send_all(c);
    hear(c, 0, "250 OK\r\n250 OK\r\n354 go\r\n");
    CHECK(wax_smtp_step(c) == WAX_FAILED);
    CHECK(strncmp(wax_delivery_error(d[0])->text, "the message holds a CR or LF", 28) == 0);
    CHECK(wax_delivery_is_settled(d[1]) && wax_delivery_result(d[1], 0)->fate == WAX_NOT_TRIED);
    CHECK(strstr(wax_delivery_error(d[1])->text, "had to be ended in the middle of a message"));
    wax_smtp_free(c);
    wax_delivery_free(d[0]);
    wax_delivery_free(d[1]);
}

TEST("a message that comes after QUIT is turned away at once, and those before it are not disturbed")
{
    wax_smtp *c = ready("250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    wax_delivery *d[] = { delivery(read_nothing), delivery(read_nothing), delivery(read_nothing) };

    wax_smtp_deliver(c, d[0]);
    wax_smtp_quit(c);
    send_all(c);
    wax_smtp_deliver(c, d[1]);
    CHECK(wax_delivery_is_settled(d[1]) && wax_delivery_result(d[1], 0)->fate == WAX_NOT_TRIED && wax_delivery_status(d[1]) == WAX_E_USAGE);
    CHECK(!wax_delivery_is_settled(d[0]) && wax_smtp_step(c) == WAX_HEAR);
    hear(c, 0, "250 OK\r\n250 OK\r\n250 OK\r\n");
    CHECK(wax_delivery_status(d[0]) == WAX_OK && wax_smtp_step(c) == WAX_DONE);
    hear(c, 0, "221 bye\r\n");
    wax_smtp_deliver(c, d[2]);
    CHECK(wax_delivery_is_settled(d[2]) && wax_smtp_step(c) == WAX_DONE);
    wax_smtp_free(c);
    for (int i = 0; i < 3; i++)
        wax_delivery_free(d[i]);
}

TEST("a message handed over twice, or to nothing, is carried once or settled")
{
    wax_smtp *c = ready("250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    wax_delivery *d[] = { delivery(read_nothing), delivery(read_nothing), delivery(read_nothing) };
    bool has_mail;

    wax_smtp_deliver(c, d[0]);
    wax_smtp_deliver(c, d[1]);
    wax_smtp_deliver(c, d[0]);
    send_all(c);
    hear(c, 0, "250 OK\r\n250 OK\r\n250 OK\r\n250 OK\r\n250 OK\r\n250 OK\r\n250 OK\r\n");
    CHECK(wax_smtp_step(c) == WAX_IDLE && wax_delivery_status(d[0]) == WAX_OK && wax_delivery_status(d[1]) == WAX_OK);
    wax_smtp_deliver(c, d[0]);
    CHECK(send_and_count(c, "MAIL", &has_mail) == 0);
    wax_smtp_deliver(NULL, d[2]);
    CHECK(wax_delivery_is_settled(d[2]) && wax_delivery_status(d[2]) == WAX_E_NOMEM);
    wax_smtp_free(c);
    for (int i = 0; i < 3; i++)
        wax_delivery_free(d[i]);
}

static int freed;

static void count_free(void *user)
{
    (void)user;
    freed++;
}

TEST("a message that is changed when it has been handed over says so, and loses nobody silently")
{
    wax_smtp *c = ready("250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    wax_delivery *d[] = { delivery(read_nothing), delivery(read_nothing) };

    wax_smtp_deliver(c, d[0]);
    send_all(c);
    wax_smtp_deliver(c, d[1]);
    for (int i = 0; i < 2; i++) {
        wax_delivery_to(d[i], "alan@example.net");
        wax_delivery_size(d[i], 5);
        wax_delivery_is_8bit(d[i]);
        wax_delivery_is_utf8(d[i]);
        wax_delivery_is_binary(d[i]);
        wax_delivery_ask(d[i], WAX_ASK_RET, "FULL", WAX_MUST);
        wax_delivery_ask_for(d[i], "grace@example.net", WAX_ASK_NOTIFY, "NEVER", WAX_MUST);
        wax_delivery_body(d[i], (wax_source){ .read = read_nothing, .free = count_free });
        wax_delivery_binary_form(d[i], (wax_source){ .read = read_nothing, .free = count_free }, 1);
        CHECK(freed == 2 * (i + 1));
    }
    hear(c, 0, "250 OK\r\n250 OK\r\n250 OK\r\n");
    CHECK(wax_smtp_step(c) == WAX_IDLE);
    CHECK(wax_delivery_recipients(d[0]) == 1 && wax_delivery_result(d[0], 0)->fate == WAX_ACCEPTED && wax_delivery_status(d[0]) == WAX_E_USAGE);
    CHECK(wax_delivery_result(d[1], 0)->fate == WAX_NOT_TRIED && strstr(wax_delivery_error(d[1])->text, "handed over"));
    wax_delivery_to(d[0], "alan@example.net");
    CHECK(wax_delivery_recipients(d[0]) == 1);
    wax_smtp_free(c);
    wax_delivery_free(d[0]);
    wax_delivery_free(d[1]);
}

TEST("a message without a body, and one whose announced size is no size, are settled or not announced")
{
    wax_smtp *c = ready("250-x\r\n250 SIZE\r\n");
    wax_delivery *none = wax_delivery_new("ada@example.org"), *odd = delivery(read_nothing);
    bool has_size;

    wax_delivery_to(none, "grace@example.net");
    wax_smtp_deliver(c, none);
    wax_delivery_size(odd, -7);
    wax_smtp_deliver(c, odd);
    CHECK(send_and_count(c, "SIZE", &has_size) && !has_size);
    CHECK(wax_delivery_is_settled(none) && wax_delivery_status(none) == WAX_E_USAGE && strstr(wax_delivery_error(none)->text, "no body"));
    wax_smtp_free(c);
    wax_delivery_free(none);
    wax_delivery_free(odd);
}

TEST("a connection that is lost without a reason is lost, and one that is lost after the goodbye is not")
{
    wax_smtp *c = ready("250 x\r\n");

    wax_smtp_broken(c, 0, &(wax_error){ 0 });
    CHECK(wax_smtp_step(c) == WAX_FAILED && wax_smtp_error(c)->status == WAX_E_EOF && *wax_smtp_error(c)->text);
    wax_smtp_free(c);
    c = ready("250 x\r\n");
    wax_smtp_broken(c, 0, NULL);
    CHECK(wax_smtp_step(c) == WAX_FAILED && wax_smtp_error(c)->status == WAX_E_EOF);
    wax_smtp_free(c);
    c = ready("250 x\r\n");
    wax_smtp_quit(c);
    send_all(c);
    wax_smtp_broken(c, 1000, NULL);
    CHECK(wax_smtp_step(c) == WAX_DONE && wax_smtp_error(c)->status == WAX_OK);
    wax_smtp_free(c);
}

TEST("nothing is heard from no bytes, and nothing is not looked at")
{
    wax_smtp *c = ready("250 x\r\n");
    size_t used = 1;

    CHECK(wax_smtp_hear(c, 0, NULL, 0, &used) == WAX_AGAIN && used == 0 && wax_smtp_step(c) == WAX_IDLE);
    CHECK(wax_smtp_hear(NULL, 0, NULL, 0, &used) == WAX_E_NOMEM && used == 0);
    wax_smtp_free(c);
}

TEST("a flight's patience begins with it, also after an hour of silence")
{
    wax_smtp *c = wax_smtp_new("mail.example.net");
    wax_delivery *d = delivery(read_nothing);

    wax_smtp_set_tls(c, WAX_TLS_INSECURE_NONE);
    wax_smtp_now(c, 0);
    hear(c, 0, "220 hello\r\n");
    send_all(c);
    hear(c, 0, "250 x\r\n");
    wax_smtp_now(c, 3600000);
    wax_smtp_deliver(c, d);
    CHECK(wax_smtp_step(c) == WAX_SEND);
    CHECK(wax_smtp_deadline_ms(c) == 3600000 + 180000 && wax_smtp_now(c, 3600001) == WAX_OK);
    wax_smtp_sent(c, 3);
    wax_smtp_now(c, 3700000);
    CHECK(wax_smtp_step(c) == WAX_SEND && wax_smtp_deadline_ms(c) == 3600000 + 180000);
    send_all(c);
    wax_smtp_now(c, 3800000);
    CHECK(wax_smtp_step(c) == WAX_HEAR && wax_smtp_deadline_ms(c) == 3700000 + 300000);
    wax_smtp_free(c);
    wax_delivery_free(d);
}

/* The server says this much and then the conversation is freed. */
TEST("a conversation freed in any state settles what it carries, and by what may have reached the peer")
{
    static const char *replies[] = { "220 x\r\n", "250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n", "250 OK\r\n", "250 OK\r\n" };

    for (int heard = -1; heard <= 4; heard++) {
        wax_smtp *c = wax_smtp_new("mail.example.net");
        wax_delivery *d = delivery(read_nothing);
        wax_smtp_set_tls(c, WAX_TLS_INSECURE_NONE);
        wax_smtp_deliver(c, d);
        for (int i = 0; i < heard; i++) {
            send_all(c);
            hear(c, 0, replies[i]);
        }
        if (heard >= 0)
            send_all(c);
        wax_smtp_free(c);
        CHECK(wax_delivery_is_settled(d) && wax_delivery_result(d, 0)->fate == (heard >= 2 ? WAX_UNCERTAIN : WAX_NOT_TRIED));
        CHECK(wax_delivery_status(d) == (heard >= 2 ? WAX_E_UNCERTAIN : WAX_E_CANCELLED));
        wax_delivery_free(d);
    }
}

TEST("more than there was is not sent: what is said afterwards has not left yet")
{
    wax_smtp *c = ready("250 x\r\n");
    wax_delivery *d = delivery(read_nothing);

    wax_smtp_deliver(c, d);
    CHECK(wax_smtp_step(c) == WAX_SEND);
    wax_smtp_sent(c, 100000);
    hear(c, 0, "250 OK\r\n");
    CHECK(wax_smtp_step(c) == WAX_SEND);
    hear(c, 0, "250 OK\r\n");
    CHECK(wax_smtp_error(c)->status == WAX_E_UNSOLICITED);
    wax_smtp_free(c);
    wax_delivery_free(d);
}

TEST("a server that leaves while nothing is asked is believed, and its goodbye may come in pieces")
{
    for (int is_lmtp = 0; is_lmtp < 2; is_lmtp++) {
        wax_smtp *c = wax_smtp_new("mail.example.net");
        wax_delivery *d = delivery(read_nothing);
        size_t used;
        wax_smtp_set_tls(c, WAX_TLS_INSECURE_NONE);
        if (is_lmtp)
            wax_smtp_set_lmtp(c);
        hear(c, 0, "220 hello\r\n");
        send_all(c);
        hear(c, 0, "250 x\r\n");
        CHECK(wax_smtp_step(c) == WAX_IDLE);
        CHECK(wax_smtp_hear(c, 0, (const uint8_t *)"42", 2, &used) == WAX_AGAIN && used == 0 && wax_smtp_step(c) == WAX_IDLE);
        CHECK(wax_smtp_hear(c, 0, (const uint8_t *)"421 bye\r\n", 9, &used) == WAX_E_DEFERRED);
        CHECK(wax_smtp_step(c) == WAX_FAILED && wax_smtp_error(c)->smtp == 421);
        CHECK(wax_smtp_hear(c, 0, (const uint8_t *)"250 x\r\n", 7, &used) == WAX_E_DEFERRED && used == 0);
        wax_smtp_deliver(c, d);
        CHECK(wax_delivery_result(d, 0)->fate == WAX_NOT_TRIED);
        wax_smtp_free(c);
        wax_delivery_free(d);
    }
}

TEST("bytes behind the 220 to STARTTLS are named for what they are, whoever hands them over")
{
    static const struct { unsigned epoch; const char *says; } cases[] = { { 0, "between its 220 and our ClientHello" }, { 1, "of epoch 1 came" } };

    for (size_t i = 0; i < 2; i++) {
        wax_smtp *c = wax_smtp_new("mail.example.net");
        size_t used;
        hear(c, 0, "220 hello\r\n");
        send_all(c);
        hear(c, 0, "250-x\r\n250 STARTTLS\r\n");
        send_all(c);
        hear(c, 0, "220 go\r\n");
        CHECK(wax_smtp_hear(c, cases[i].epoch, (const uint8_t *)"250 x\r\n", 7, &used) == WAX_E_INJECTION && used == 0);
        CHECK(strstr(wax_smtp_error(c)->text, cases[i].says) != NULL);
        wax_smtp_free(c);
    }
}

TEST("whatever is waited for when the connection is lost is named, unless the caller names a stage")
{
    static const struct { const char *replies; bool is_lmtp; const char *says; } cases[] = {
        { "", false, "its greeting; if this port expects TLS" }, { "", true, "for its greeting" }, { "220 x\r\n", false, "its reply to EHLO" },
        { "220 x\r\n", true, "its reply to LHLO" }, { "220 x\r\n" "250-x\r\n250 STARTTLS\r\n", false, "its reply to STARTTLS" },
        { "220 x\r\n" "250-x\r\n250 STARTTLS\r\n" "220 go\r\n", false, "the TLS handshake" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int staged = 0; staged < 2; staged++) {
            wax_smtp *c = wax_smtp_new("mail.example.net");
            wax_error why = { .status = WAX_E_EOF, .text = "the line was cut" };
            size_t used = 1;
            strcpy(why.stage, staged ? "pump" : "");
            if (cases[i].is_lmtp)
                wax_smtp_set_lmtp(c);
            send_all(c);
            for (const char *p = cases[i].replies; *p && used; p += used) {
                wax_smtp_hear(c, 0, (const uint8_t *)p, strcspn(p + (p[3] == '-' ? 7 : 0), "\n") + 1 + (p[3] == '-' ? 7 : 0), &used);
                send_all(c);
            }
            wax_smtp_broken(c, 1000, &why);
            CHECK(strncmp(wax_smtp_error(c)->text, "the line was cut", 16) == 0);
            if (!CHECK((strstr(wax_smtp_error(c)->text, cases[i].says) != NULL) == !staged))
                test_note("%s", wax_smtp_error(c)->text);
            CHECK(staged == (strcmp(wax_smtp_error(c)->stage, "pump") == 0));
            wax_smtp_free(c);
        }
}

TEST("a flight of a long message keeps to its limit")
{
    char *text = malloc(1000001);
    wax_smtp *c = ready("250-x\r\n250 PIPELINING\r\n");
    size_t n, most = 0;

    for (size_t i = 0; i < 1000000; i += 50)
        memcpy(text + i, "................................................\r\n", 50);
    text[1000000] = 0;
    struct piece piece = { text, 0, 0 };
    wax_delivery *d = delivery_of(&piece, 1000000);
    wax_smtp_deliver(c, d);
    send_all(c);
    hear(c, 0, "250 OK\r\n250 OK\r\n354 go\r\n");
    while (wax_smtp_step(c) == WAX_SEND) {
        wax_smtp_out(c, &n);
        most = n > most ? n : most;
        wax_smtp_sent(c, n);
    }
    CHECK(most >= LIMIT_FLIGHT && most < LIMIT_FLIGHT + 2 * 16384);
    hear(c, 0, "250 OK\r\n");
    CHECK(wax_smtp_step(c) == WAX_IDLE && wax_delivery_status(d) == WAX_OK);
    wax_smtp_free(c);
    wax_delivery_free(d);
    free(text);
}

TEST("no sender is none, not the null sender")
{
    wax_delivery *d = wax_delivery_new(NULL);

    CHECK(wax_delivery_status(d) == WAX_E_USAGE && strstr(wax_delivery_error(d)->text, "no sender"));
    wax_delivery_free(d);
}

TEST("every source is freed once: the one that is replaced, and the last")
{
    wax_delivery *d = wax_delivery_new("ada@example.org");

    freed = 0;
    wax_delivery_body(d, (wax_source){ .read = read_nothing, .free = count_free });
    CHECK(freed == 0);
    wax_delivery_body(d, (wax_source){ .read = read_nothing, .free = count_free });
    CHECK(freed == 1);
    wax_delivery_free(d);
    CHECK(freed == 2);
    wax_delivery_body(NULL, (wax_source){ .read = read_nothing, .free = count_free });
    CHECK(freed == 3);
}

TEST("a result holds the server's own words, and there is none past the last recipient")
{
    wax_smtp *c = ready("250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    wax_delivery *d = delivery(read_nothing);

    wax_smtp_deliver(c, d);
    send_all(c);
    hear(c, 0, "250 OK\r\n250 OK\r\n250 2.0.0 queued as 4711\r\n");
    CHECK(test_same(wax_delivery_result(d, 0)->why.text, "250 2.0.0 queued as 4711") && test_same(wax_delivery_result(d, 0)->why.enhanced, "2.0.0"));
    CHECK(wax_delivery_result(d, 0)->why.status == WAX_OK && wax_delivery_result(d, 1) == NULL);
    wax_smtp_free(c);
    wax_delivery_free(d);
}

TEST("header text in UTF-8 asks for SMTPUTF8 though every address is ASCII")
{
    static const char *caps[] = { "250-x\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n", "250-x\r\n250 8BITMIME\r\n" };

    for (int i = 0; i < 2; i++) {
        wax_smtp *c = ready(caps[i]);
        wax_delivery *d = delivery(read_nothing);
        bool has_it;
        wax_delivery_is_utf8(d);
        wax_smtp_deliver(c, d);
        send_and_count(c, "MAIL FROM:<ada@example.org> BODY=8BITMIME SMTPUTF8\r\n", &has_it);
        CHECK(has_it == (i == 0) && wax_delivery_is_settled(d) == (i == 1));
        wax_smtp_free(c);
        wax_delivery_free(d);
    }
}

TEST("what a server answers to HELO, STARTTLS, the login and the hello behind it is kept with its code")
{
    static const struct { wax_tls_mode tls; const char *in_clear[4], *inside[5]; int code; wax_status status; } cases[] = {
        { WAX_TLS_INSECURE_NONE, { "220 x\r\n", "502 no\r\n", "554 no\r\n" }, { 0 }, 554, WAX_E_REFUSED },
        { WAX_TLS_REQUIRED, { "220 x\r\n", "250-x\r\n250 STARTTLS\r\n", "454 no\r\n" }, { 0 }, 454, WAX_E_TLS_REQUIRED },
        { WAX_TLS_IMPLICIT, { 0 }, { "220 x\r\n", "250-x\r\n250 AUTH PLAIN\r\n", "535 5.7.8 no\r\n" }, 535, WAX_E_AUTH },
        { WAX_TLS_IMPLICIT, { 0 }, { "220 x\r\n", "250-x\r\n250 AUTH PLAIN\r\n", "235 yes\r\n", "554 no\r\n" }, 554, WAX_E_REFUSED },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wax_smtp *c = wax_smtp_new("mail.example.net");
        wax_delivery *d = delivery(read_nothing);
        wax_delivery_is_8bit(d);
        wax_smtp_set_tls(c, cases[i].tls);
        if (cases[i].tls == WAX_TLS_IMPLICIT)
            wax_smtp_set_login(c, "ada", "sesame");
        wax_smtp_deliver(c, d);
        send_all(c);
        for (int k = 0; k < 4 && cases[i].in_clear[k]; k++, send_all(c))
            hear(c, 0, cases[i].in_clear[k]);
        if (*cases[i].inside)
            wax_smtp_upgraded(c, &(wax_tls_info){ .verified = true });
        for (int k = 0; k < 5 && cases[i].inside[k]; k++, send_all(c))
            hear(c, 1, cases[i].inside[k]);
        CHECK(wax_smtp_step(c) == WAX_FAILED && wax_smtp_error(c)->status == cases[i].status && wax_smtp_error(c)->smtp == cases[i].code);
        CHECK(wax_delivery_result(d, 0)->fate == WAX_NOT_TRIED);
        wax_smtp_free(c);
        wax_delivery_free(d);
    }
}
