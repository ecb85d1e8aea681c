/* idle_test.c -- what a conversation keeps that has nothing to do: thousands of them may lie in one process. */
#include "alloc_count.h"
#include "test.h"

#include <wax/smtp.h>

#include <string.h>

enum { MAILS = 20 };

static const char body[] = "Subject: x\r\n\r\n.a line\r\n";

static wax_status read_body(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    size_t *at = user;

    (void)why;
    *n = sizeof body - 1 - *at < room ? sizeof body - 1 - *at : room;
    memcpy(to, body + *at, *n);
    *at += *n;
    return WAX_OK;
}

/* Says all there is to say; what it waits for then. */
static wax_step say(wax_smtp *c)
{
    size_t n;
    wax_step step;

    while ((step = wax_smtp_step(c)) == WAX_SEND) {
        wax_smtp_out(c, &n);
        wax_smtp_sent(c, n);
    }
    return step;
}

static wax_step hear(wax_smtp *c, const char *reply)
{
    size_t used;

    CHECK(wax_smtp_hear(c, 1, (const uint8_t *)reply, strlen(reply), &used) == WAX_OK);
    return say(c);
}

static wax_smtp *new_conversation(void)
{
    wax_smtp *c = wax_smtp_new("mail.example.org");

    wax_smtp_set_tls(c, WAX_TLS_IMPLICIT);
    wax_smtp_set_name(c, "client.example.org");
    wax_smtp_set_login(c, "ada", "sesame");
    return c;
}

static void log_in(wax_smtp *c, const char *offers)
{
    CHECK(wax_smtp_step(c) == WAX_UPGRADE);
    CHECK(wax_smtp_upgraded(c, &(wax_tls_info){ .verified = true }) == WAX_OK);
    hear(c, "220 hello\r\n");
    hear(c, offers);
    CHECK(hear(c, "235 yes\r\n") == WAX_IDLE);
}

/* So many mails at once, each answered with yes. */
static void send_mails(wax_smtp *c, bool has_chunking)
{
    wax_delivery *d[MAILS];
    size_t at[MAILS] = { 0 };

    for (int i = 0; i < MAILS; i++) {
        d[i] = wax_delivery_new("ada@example.org");
        wax_delivery_to(d[i], "grace@example.net");
        wax_delivery_body(d[i], (wax_source){ .read = read_body, .user = &at[i] });
        wax_smtp_deliver(c, d[i]);
    }
    wax_step step = say(c);
    for (int i = 0; step != WAX_IDLE && i < 10 * MAILS; i++)
        step = hear(c, !has_chunking && i % 4 == 2 ? "354 go on\r\n" : "250 OK\r\n");
    CHECK(step == WAX_IDLE);
    for (int i = 0; i < MAILS; i++) {
        CHECK(wax_delivery_status(d[i]) == WAX_OK);
        wax_delivery_free(d[i]);
    }
}

TEST("an idle conversation holds what it was made of and nothing more, after its login and after its mails")
{
    static const char *const offers[] = { "250-x\r\n250-AUTH PLAIN\r\n250-PIPELINING\r\n250 CHUNKING\r\n", "250-x\r\n250 AUTH PLAIN\r\n" };

    for (int i = 0; i < 2; i++) {
        long before = alloc_count();
        wax_smtp *c = new_conversation();
        long made_of = alloc_count() - before;
        log_in(c, offers[i]);
        if (!CHECK(alloc_count() - before == made_of))
            test_note("after the login: %ld and not %ld", alloc_count() - before, made_of);
        send_mails(c, i == 0);
        if (!CHECK(alloc_count() - before == made_of))
            test_note("after the mails: %ld and not %ld", alloc_count() - before, made_of);
        wax_smtp_free(c);
        CHECK(alloc_count() == before);
    }
}
