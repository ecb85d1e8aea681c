/* timing_test.c -- how long each stage takes, by a clock that the test turns. */
#include "test.h"

#include <wax/smtp.h>

#include <stdint.h>
#include <string.h>

struct scene {
    wax_smtp     *smtp;
    wax_delivery *mail;
    int64_t       now;
    unsigned      n_looks;          /* at the clock */
};

static int64_t now(void *scene)
{
    ((struct scene *)scene)->n_looks++;
    return ((struct scene *)scene)->now;
}

static wax_status read_nothing(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    (void)user, (void)to, (void)room, (void)why;
    *n = 0;
    return WAX_OK;
}

static void begin_to(struct scene *s, wax_tls_mode mode, int64_t now_us, size_t readers)
{
    *s = (struct scene){ wax_smtp_new("mail.example.net"), wax_delivery_new("ada@example.org"), now_us, 0 };
    wax_smtp_set_tls(s->smtp, mode);
    wax_smtp_set_clock(s->smtp, now, s);
    while (readers--)
        wax_delivery_to(s->mail, "grace@example.net");
    wax_delivery_body(s->mail, (wax_source){ .read = read_nothing });
    wax_smtp_deliver(s->smtp, s->mail);
}

static void begin(struct scene *s, wax_tls_mode mode, int64_t now_us)
{
    begin_to(s, mode, now_us, 1);
}

static void end(struct scene *s)
{
    wax_smtp_free(s->smtp);
    wax_delivery_free(s->mail);
}

static wax_step say(struct scene *s)
{
    wax_step step;
    size_t n;

    while ((step = wax_smtp_step(s->smtp)) == WAX_SEND) {
        wax_smtp_out(s->smtp, &n);
        wax_smtp_sent(s->smtp, n);
    }
    return step;
}

/* What is due is said, and `us` later comes the answer. */
static void answer(struct scene *s, unsigned epoch, int64_t us, const char *reply)
{
    size_t used;

    say(s);
    s->now += us;
    for (size_t at = 0; reply[at]; at += used) {
        wax_status heard = wax_smtp_hear(s->smtp, epoch, (const uint8_t *)reply + at, strlen(reply + at), &used);
        CHECK(heard == WAX_OK);
        if (heard)
            return;
    }
    say(s);
}

static bool is(const wax_stage *stage, const char *name, int64_t begin_us, int64_t end_us)
{
    return stage && test_same(stage->name, name) && stage->begin_us == begin_us && stage->end_us == end_us;
}

TEST("a connection's stages follow each other, in the clear and inside TLS")
{
    struct scene s;
    wax_tls_info facts = { .verified = true };

    begin(&s, WAX_TLS_REQUIRED, 1000);
    answer(&s, 0, 10, "220 hello\r\n");
    answer(&s, 0, 20, "250-mail\r\n250 STARTTLS\r\n");
    answer(&s, 0, 30, "220 go ahead\r\n");
    s.now += 40;
    CHECK(wax_smtp_upgraded(s.smtp, &facts) == WAX_OK);
    answer(&s, 1, 50, "250 mail\r\n");
    CHECK(is(wax_smtp_stage(s.smtp, 0), "greeting", 1000, 1010));
    CHECK(is(wax_smtp_stage(s.smtp, 1), "ehlo", 1010, 1030));
    CHECK(is(wax_smtp_stage(s.smtp, 2), "starttls", 1030, 1060));
    CHECK(is(wax_smtp_stage(s.smtp, 3), "tls", 1060, 1100));
    CHECK(is(wax_smtp_stage(s.smtp, 4), "ehlo-tls", 1100, 1150));
    CHECK(!wax_smtp_stage(s.smtp, 5));
    end(&s);
}

TEST("a message's stages: envelope, body, end; in lockstep one after the other")
{
    struct scene s;

    begin(&s, WAX_TLS_INSECURE_NONE, 0);
    answer(&s, 0, 1, "220 hello\r\n");
    answer(&s, 0, 1, "250 mail\r\n");
    answer(&s, 0, 10, "250 ok\r\n");
    answer(&s, 0, 10, "250 ok\r\n");
    answer(&s, 0, 10, "354 go on\r\n");
    answer(&s, 0, 100, "250 queued\r\n");
    CHECK(wax_delivery_status(s.mail) == WAX_OK);
    CHECK(is(wax_delivery_stage(s.mail, 0), "envelope", 2, 32));
    CHECK(is(wax_delivery_stage(s.mail, 1), "body", 32, 32));
    CHECK(is(wax_delivery_stage(s.mail, 2), "end", 32, 132));
    CHECK(!wax_delivery_stage(s.mail, 3) && !wax_delivery_stage(NULL, 0) && !wax_smtp_stage(NULL, 0));
    end(&s);
}

TEST("in one flight they overlap: the end was said when the envelope was not yet answered")
{
    struct scene s;

    begin(&s, WAX_TLS_INSECURE_NONE, 0);
    answer(&s, 0, 1, "220 hello\r\n");
    answer(&s, 0, 1, "250-mail\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    answer(&s, 0, 10, "250 ok\r\n250 ok\r\n");
    answer(&s, 0, 90, "250 queued\r\n");
    CHECK(is(wax_delivery_stage(s.mail, 0), "envelope", 2, 12));
    CHECK(is(wax_delivery_stage(s.mail, 2), "end", 2, 102));
    end(&s);
}

static wax_status read_slowly(void *scene, void *to, size_t room, size_t *n, wax_error *why)
{
    ((struct scene *)scene)->now += 500;
    return read_nothing(NULL, to, room, n, why);
}

TEST("the time that a body's source takes is the body's, also where all is said in one breath")
{
    struct scene s;

    begin(&s, WAX_TLS_INSECURE_NONE, 0);
    wax_delivery *slow = wax_delivery_new("ada@example.org");
    wax_delivery_to(slow, "grace@example.net");
    wax_delivery_body(slow, (wax_source){ .read = read_slowly, .user = &s });
    wax_smtp_deliver(s.smtp, slow);
    answer(&s, 0, 1, "220 hello\r\n");
    answer(&s, 0, 1, "250-mail\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    answer(&s, 0, 10, "250 ok\r\n250 ok\r\n250 queued\r\n250 ok\r\n250 ok\r\n250 ok\r\n250 queued\r\n");
    CHECK(is(wax_delivery_stage(s.mail, 1), "body", 2, 2) && is(wax_delivery_stage(s.mail, 2), "end", 2, 512));
    CHECK(is(wax_delivery_stage(slow, 1), "body", 2, 502) && is(wax_delivery_stage(slow, 2), "end", 502, 512));
    end(&s);
    wax_delivery_free(slow);
}

TEST("where it failed, the stage ends with the failure")
{
    struct scene s;

    begin(&s, WAX_TLS_REQUIRED, 0);
    say(&s);
    s.now = 30;
    wax_smtp_broken(s.smtp, 0, NULL);
    CHECK(is(wax_smtp_stage(s.smtp, 0), "greeting", 0, 30) && !wax_smtp_stage(s.smtp, 1));
    CHECK(!wax_delivery_stage(s.mail, 0));
    end(&s);
}

TEST("without a clock nothing is timed")
{
    struct scene s;

    begin(&s, WAX_TLS_INSECURE_NONE, 0);
    wax_smtp_set_clock(s.smtp, NULL, NULL);
    answer(&s, 0, 1, "220 hello\r\n");
    answer(&s, 0, 1, "250 mail\r\n");
    CHECK(!wax_smtp_stage(s.smtp, 0) && !wax_delivery_stage(s.mail, 0));
    end(&s);
}

TEST("what came at a time was heard at that time: the clock is not asked for each reply, and is asked again for what comes later")
{
    enum { READERS = 1000 };
    static char replies[READERS * 8 + 1];
    struct scene s;

    begin_to(&s, WAX_TLS_INSECURE_NONE, 1000, READERS);
    answer(&s, 0, 10, "220 hello\r\n");
    answer(&s, 0, 10, "250-mail\r\n250 PIPELINING\r\n");
    for (char *p = replies; p < replies + READERS * 8; p += 8)
        memcpy(p, "250 ok\r\n", 8);
    unsigned before = s.n_looks;
    answer(&s, 0, 100, replies);
    CHECK(s.n_looks - before < 10);
    answer(&s, 0, 1000, "250 ok\r\n354 go\r\n");
    CHECK(is(wax_delivery_stage(s.mail, 0), "envelope", 1020, 2120));
    end(&s);
}
