/* window_test.c -- several messages at once: who is told what when it goes wrong in the middle.
 *
 * A dialogue looks at its first message; here every one is looked at.  Replies are written as digits, one reply each: "2" is 250, "3" 354,
 * "4" 451, "5" 550, "X" 421.
 */
#include "core.h"
#include "limit.h"
#include "room.h"
#include "test.h"

#include <wax/smtp.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 50 };

struct window {
    wax_smtp     *smtp;
    wax_delivery *mail[MOST];
    size_t        n;
    char          said[65536];      /* all that was said since the window began */
};

static wax_status read_nothing(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    (void)user, (void)to, (void)room, (void)why;
    *n = 0;
    return WAX_OK;
}

enum { LINE = sizeof "Dear reader, this is one line of many\r\n" - 1 };

/* Many lines, in pieces of any size. */
struct long_body { size_t at, len; };

static wax_status read_long(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    static const char line[] = "Dear reader, this is one line of many\r\n";
    struct long_body *b = user;

    (void)why;
    for (*n = 0; *n < room && b->at < b->len; b->at++)
        ((char *)to)[(*n)++] = line[b->at % LINE];
    return WAX_OK;
}

static void say(struct window *w)
{
    size_t n, at = strlen(w->said);

    while (wax_smtp_step(w->smtp) == WAX_SEND) {
        const uint8_t *p = wax_smtp_out(w->smtp, &n);
        for (size_t i = 0; i < n && at + 1 < sizeof w->said; i++)
            w->said[at++] = (char)(p[i] ? p[i] : '?');
        wax_smtp_sent(w->smtp, n);
    }
    w->said[at] = 0;
}

static void hear_text(struct window *w, const char *text)
{
    size_t used;

    if (wax_smtp_hear(w->smtp, 0, (const uint8_t *)text, strlen(text), &used))
        return;
    say(w);
}

static void hear(struct window *w, const char *replies)
{
    for (; *replies; replies++)
        hear_text(w, *replies == '2' ? "250 OK\r\n" : *replies == '3' ? "354 go\r\n" : *replies == '4' ? "451 4.3.0 later\r\n" :
                     *replies == '5' ? "550 5.1.1 no\r\n" : "421 4.3.2 leaving\r\n");
}

static wax_delivery *mail(const char *to)
{
    wax_delivery *d = wax_delivery_new("ada@example.org");

    wax_delivery_to(d, to);
    wax_delivery_body(d, (wax_source){ .read = read_nothing });
    return d;
}

static void hand_over(struct window *w, wax_delivery *d)
{
    w->mail[w->n++] = d;
    wax_smtp_deliver(w->smtp, d);
}

static void open_with(struct window *w, bool is_lmtp, const char *caps)
{
    *w = (struct window){ .smtp = wax_smtp_new("mail.example.net") };
    wax_smtp_set_tls(w->smtp, WAX_TLS_INSECURE_NONE);
    if (is_lmtp)
        wax_smtp_set_lmtp(w->smtp);
    hear_text(w, "220 hello\r\n");
    hear_text(w, caps);
    *w->said = 0;
}

static void open_window(struct window *w, size_t n)
{
    open_with(w, false, "250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    while (w->n < n)
        hand_over(w, mail("grace@example.net"));
    say(w);
}

/* Fates by their first letters: n d r u a; "-" not settled.  Of all recipients of all messages. */
static bool fates_are(struct window *w, const char *expected)
{
    static const char letters[] = "ndrua";
    char seen[64];
    size_t at = 0;

    for (size_t i = 0; i < w->n; i++)
        for (size_t k = 0; k < wax_delivery_recipients(w->mail[i]); k++)
            seen[at++] = wax_delivery_is_settled(w->mail[i]) ? letters[wax_delivery_result(w->mail[i], k)->fate] : '-';
    seen[at] = 0;
    return test_same(seen, expected);
}

static void shut(struct window *w)
{
    wax_smtp_free(w->smtp);
    for (size_t i = 0; i < w->n; i++)
        wax_delivery_free(w->mail[i]);
}

static size_t count(const struct window *w, const char *word)
{
    size_t n = 0;

    for (const char *p = w->said; (p = strstr(p, word)); p += strlen(word))
        n++;
    return n;
}

TEST("what is refused in the middle of a window is refused, and nobody else")
{
    static const struct { const char *replies, *fates; } cases[] = {
        /* MAIL RCPT LAST, RSET MAIL RCPT LAST, RSET MAIL RCPT LAST */
        { "222" "2222" "2222", "aaa" }, { "222" "2555" "2222", "ara" }, { "222" "2255" "2222", "ara" }, { "222" "2225" "2222", "ara" },
        { "222" "2455" "2222", "ada" }, { "255" "2222" "2222", "raa" }, { "555" "2222" "2222", "raa" }, { "224" "2224" "2224", "ddd" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct window w;
        open_window(&w, 3);
        CHECK(count(&w, "LAST") == 3 && count(&w, "RSET") == 2);
        hear(&w, cases[i].replies);
        if (!CHECK(fates_are(&w, cases[i].fates) && wax_smtp_step(w.smtp) == WAX_IDLE))
            test_note("%s", cases[i].replies);
        shut(&w);
    }
}

TEST("a goodbye in a window settles what it answers; what was sent behind it is uncertain, what was answered before is not")
{
    static const struct { const char *replies, *fates; } cases[] = {
        { "X", "duu" }, { "2X", "duu" }, { "22X", "duu" }, { "222" "X", "adu" }, { "222" "2X", "adu" }, { "222" "222X", "adu" },
        { "222" "2222" "22X", "aad" }, { "255" "X", "rdu" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct window w;
        open_window(&w, 3);
        hear(&w, cases[i].replies);
        if (!CHECK(fates_are(&w, cases[i].fates) && wax_smtp_step(w.smtp) == WAX_FAILED))
            test_note("%s", cases[i].replies);
        shut(&w);
    }
}

TEST("a server that refuses RSET in a window is left, and what was sent behind it is uncertain")
{
    struct window w;

    open_window(&w, 2);
    hear(&w, "222" "5");
    CHECK(wax_smtp_error(w.smtp)->status == WAX_E_PROTOCOL && fates_are(&w, "au"));
    shut(&w);
}

TEST("a chunk that is refused with the LAST in flight makes nobody accepted, whatever comes for the LAST")
{
    static const struct { const char *last, *fate; wax_step step; } cases[] = { { "5", "r", WAX_IDLE }, { "2", "u", WAX_FAILED } };

    for (size_t i = 0; i < 2; i++) {
        struct long_body body = { 0, 180000 / LINE * LINE };
        struct window w;
        open_with(&w, false, "250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
        wax_delivery *d = mail("grace@example.net");
        wax_delivery_body(d, (wax_source){ .read = read_long, .user = &body });
        hand_over(&w, d);
        say(&w);
        CHECK(count(&w, "BDAT") == 1 && count(&w, "LAST") == 0);
        hear(&w, "22");
        CHECK(body.at == body.len);
        hear(&w, "5");
        CHECK(fates_are(&w, "-"));
        hear(&w, cases[i].last);
        CHECK(fates_are(&w, cases[i].fate) && wax_smtp_step(w.smtp) == cases[i].step);
        shut(&w);
    }
}

TEST("a chunk is answered with yes or no, and anything else ends the conversation")
{
    struct long_body body = { 0, 200000 / LINE * LINE };
    struct window w;

    open_with(&w, false, "250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    wax_delivery *d = mail("grace@example.net");
    wax_delivery_body(d, (wax_source){ .read = read_long, .user = &body });
    hand_over(&w, d);
    say(&w);
    hear(&w, "22" "3");
    CHECK(wax_smtp_error(w.smtp)->status == WAX_E_PROTOCOL && strstr(wax_smtp_error(w.smtp)->text, "354 go"));
    shut(&w);
}

TEST("messages handed over while others are in flight, or when all is settled, take their turn")
{
    struct window w;

    open_window(&w, 2);
    hear(&w, "222");
    CHECK(fates_are(&w, "a-"));
    hand_over(&w, mail("alan@example.net"));
    say(&w);
    hear(&w, "2222" "2222");
    CHECK(fates_are(&w, "aaa") && wax_smtp_step(w.smtp) == WAX_IDLE);
    hand_over(&w, mail("mary@example.net"));
    say(&w);
    hear(&w, "222");
    CHECK(fates_are(&w, "aaaa") && wax_smtp_step(w.smtp) == WAX_IDLE && count(&w, "MAIL") == 4);
    shut(&w);
}

TEST("the body waits for its turn: a message handed over in the middle of another's DATA is not mixed with it")
{
    struct window w;

    open_with(&w, false, "250-x\r\n250 PIPELINING\r\n");
    hand_over(&w, mail("grace@example.net"));
    say(&w);
    hand_over(&w, mail("alan@example.net"));
    say(&w);
    CHECK(count(&w, "MAIL") == 1);
    hear(&w, "22" "3");
    CHECK(count(&w, "\r\n.\r\nMAIL") == 1 && count(&w, "DATA") == 2);
    hear(&w, "2" "22" "3" "2");
    CHECK(fates_are(&w, "aa"));
    shut(&w);
}

TEST("with LMTP the end is answered once when nobody was taken, and once for each who was")
{
    struct window w;

    open_with(&w, true, "250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    for (int i = 0; i < 2; i++) {
        wax_delivery *d = mail("grace@example.net");
        wax_delivery_to(d, "alan@example.net");
        hand_over(&w, d);
    }
    say(&w);
    hear(&w, "2" "55" "5");
    CHECK(fates_are(&w, "rr--"));
    hear(&w, "2" "2" "22" "24");
    CHECK(fates_are(&w, "rrad") && wax_smtp_step(w.smtp) == WAX_IDLE);
    shut(&w);
}

static size_t count_flight(struct window *w, size_t *biggest_chunk)
{
    size_t n, lines = 0;

    while (wax_smtp_step(w->smtp) == WAX_SEND) {
        const uint8_t *p = wax_smtp_out(w->smtp, &n);
        if (n > 5 && memcmp(p, "BDAT ", 5) == 0 && strtoul((const char *)p + 5, NULL, 10) > *biggest_chunk)
            *biggest_chunk = strtoul((const char *)p + 5, NULL, 10);
        for (size_t i = 0; i < n; i++)
            lines += p[i] == '\n';
        wax_smtp_sent(w->smtp, n);
    }
    return lines;
}

TEST("no more lines are in flight than a peer can be asked to answer, and no chunk is larger than the limit")
{
    struct long_body body = { 0, 2000000 / LINE * LINE };
    struct window w;
    size_t chunk = 0;

    open_with(&w, false, "250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    wax_delivery *d = mail("grace@example.net");
    for (int i = 1; i < LIMIT_WINDOW + 1000; i++)
        wax_delivery_to(d, "alan@example.net");
    wax_delivery_body(d, (wax_source){ .read = read_long, .user = &body });
    w.mail[w.n++] = d;
    wax_smtp_deliver(w.smtp, d);
    CHECK(count_flight(&w, &chunk) == LIMIT_WINDOW);
    for (int i = 0; i < LIMIT_WINDOW + 1001; i++) {
        size_t used;
        wax_smtp_hear(w.smtp, 0, (const uint8_t *)"250 OK\r\n", 8, &used);
        count_flight(&w, &chunk);
    }
    CHECK(chunk > LIMIT_CHUNK / 2 && chunk < LIMIT_CHUNK && body.at == body.len);
    shut(&w);
}

static void hear_yes(struct window *w, size_t times)
{
    size_t used;

    while (times--)
        wax_smtp_hear(w->smtp, 0, (const uint8_t *)"250 OK\r\n", 8, &used);
}

TEST("a full window is half answered before more is said, and then as much is said as was answered")
{
    struct window w;
    size_t chunk = 0;

    open_with(&w, false, "250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    wax_delivery *d = mail("grace@example.net");
    for (int i = 1; i < 2 * LIMIT_WINDOW; i++)
        wax_delivery_to(d, "alan@example.net");
    hand_over(&w, d);
    CHECK(count_flight(&w, &chunk) == LIMIT_WINDOW);
    hear_yes(&w, LIMIT_WINDOW / 2);
    CHECK(count_flight(&w, &chunk) == 0);
    hear_yes(&w, 1);
    CHECK(count_flight(&w, &chunk) == LIMIT_WINDOW / 2 + 1);
    shut(&w);
}

TEST("a conversation that idles keeps no buffer, however much it said")
{
    struct window w;

    open_window(&w, 50);
    CHECK(w.smtp->out.mem && w.smtp->epoch.ledger.ring);
    hear_yes(&w, 3 + 49 * 4);
    CHECK(wax_smtp_step(w.smtp) == WAX_IDLE);
    CHECK(!w.smtp->out.mem && !w.smtp->epoch.ledger.ring);
    shut(&w);
}

static bool is_blank(const uint8_t *p, size_t n)
{
    while (n && !p[n - 1])
        n--;
    return !n;
}

TEST("one that is told to keep its room keeps it blank, until it is told to give it back")
{
    struct window w;

    open_window(&w, 50);
    size_t written = w.smtp->out.used;
    wax__smtp_keep_room(w.smtp, true);
    hear_yes(&w, 3 + 49 * 4);
    CHECK(wax_smtp_step(w.smtp) == WAX_IDLE && w.smtp->out.mem && w.smtp->epoch.ledger.ring);
    CHECK(written > 1000 && is_blank(w.smtp->out.mem, written));
    wax__smtp_keep_room(w.smtp, false);
    CHECK(!w.smtp->out.mem && !w.smtp->epoch.ledger.ring);
    shut(&w);
}

TEST("what is not said yet stays where room is given back in its middle")
{
    struct window w;

    open_window(&w, 50);
    wax__smtp_keep_room(w.smtp, true);
    wax__smtp_keep_room(w.smtp, false);
    CHECK(w.smtp->epoch.ledger.ring);
    hear_yes(&w, 3 + 49 * 4);
    CHECK(wax_smtp_step(w.smtp) == WAX_IDLE && !w.smtp->out.mem);
    shut(&w);
}

/* Inside TLS, logged in, to READY; the window's own replies are then heard in epoch 1. */
static void log_in(struct window *w)
{
    static const char *replies[] = { "220 x\r\n", "250-x\r\n250-AUTH PLAIN\r\n250-PIPELINING\r\n250 CHUNKING\r\n", "235 yes\r\n" };
    size_t used;

    *w = (struct window){ .smtp = wax_smtp_new("mail.example.net") };
    wax_smtp_set_tls(w->smtp, WAX_TLS_IMPLICIT);
    wax_smtp_set_login(w->smtp, "ada", "sesame");
    wax_smtp_step(w->smtp);
    wax_smtp_upgraded(w->smtp, &(wax_tls_info){ .verified = true });
    for (size_t i = 0; i < 3; i++) {
        wax_smtp_hear(w->smtp, 1, (const uint8_t *)replies[i], strlen(replies[i]), &used);
        say(w);
    }
}

static wax_delivery *mail_that_asks(wax_ask kind, const char *value)
{
    wax_delivery *d = mail("alan@example.net");

    wax_delivery_ask(d, kind, value, WAX_MUST);
    return d;
}

TEST("a server that offers no more after the login is asked once, and each message that needs more is refused")
{
    struct window w;
    size_t used;

    log_in(&w);
    hand_over(&w, mail_that_asks(WAX_ASK_RET, "FULL"));
    hand_over(&w, mail_that_asks(WAX_ASK_ENVID, "id"));
    hand_over(&w, mail_that_asks(WAX_ASK_NOTIFY, "NEVER"));
    say(&w);
    CHECK(count(&w, "EHLO") == 2);
    wax_smtp_hear(w.smtp, 1, (const uint8_t *)"250 x\r\n", 7, &used);
    say(&w);
    CHECK(count(&w, "EHLO") == 2 && count(&w, "MAIL") == 0 && fates_are(&w, "rrr") && wax_smtp_step(w.smtp) == WAX_IDLE);
    shut(&w);
}

TEST("EHLO is said again only between messages, never with one in flight")
{
    struct window w;
    size_t used;

    log_in(&w);
    hand_over(&w, mail("grace@example.net"));
    hand_over(&w, mail_that_asks(WAX_ASK_NOTIFY, "NEVER"));
    say(&w);
    CHECK(count(&w, "EHLO") == 1 && count(&w, "MAIL") == 1);
    for (int i = 0; i < 3; i++)
        wax_smtp_hear(w.smtp, 1, (const uint8_t *)"250 OK\r\n", 8, &used);
    say(&w);
    CHECK(count(&w, "EHLO") == 2 && count(&w, "MAIL") == 1);
    wax_smtp_hear(w.smtp, 1, (const uint8_t *)"250-x\r\n250 DSN\r\n", 16, &used);
    say(&w);
    CHECK(count(&w, "MAIL") == 2);
    shut(&w);
}

TEST("ten thousand recipients go in one flight, and their answers take no time")
{
    struct window w;

    open_with(&w, true, "250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    wax_delivery *d = mail("grace@example.net");
    for (int i = 1; i < 10000; i++)
        wax_delivery_to(d, "alan@example.net");
    w.mail[w.n++] = d;
    wax_smtp_deliver(w.smtp, d);
    size_t chunk = 0;
    CHECK(count_flight(&w, &chunk) == 10000 + 2);
    for (int i = 0; i < 10000 + 2 + 10000 - 1; i++)
        hear(&w, "2");
    CHECK(wax_delivery_status(d) == WAX_OK && wax_smtp_step(w.smtp) == WAX_IDLE);
    shut(&w);
}

TEST("a server that says how many it takes in a session (RFC 9422) is left after so many; the rest was not tried, and is told why")
{
    struct window w;

    open_with(&w, false, "250-x\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 LIMITS MAILMAX=2\r\n");
    while (w.n < 4)
        hand_over(&w, mail("grace@example.net"));
    say(&w);
    CHECK(count(&w, "MAIL FROM") == 2 && count(&w, "QUIT") == 1 && fates_are(&w, "----"));
    hear(&w, "222" "2222");
    CHECK(fates_are(&w, "aann") && wax_smtp_step(w.smtp) == WAX_DONE);
    CHECK(wax_delivery_status(w.mail[3]) == WAX_E_DEFERRED && strstr(wax_delivery_error(w.mail[3])->text, "at most 2 messages in a session"));
    shut(&w);
}

static bool is_cancelled(struct window *w, size_t i)
{
    return wax_delivery_is_settled(w->mail[i]) && wax_delivery_status(w->mail[i]) == WAX_E_CANCELLED && wax_delivery_result(w->mail[i], 0)->fate == WAX_NOT_TRIED;
}

TEST("a message that is taken back before its turn is never said, and the others go")
{
    struct window w;

    open_with(&w, false, "250 x\r\n");
    while (w.n < 3)
        hand_over(&w, mail("grace@example.net"));
    say(&w);
    CHECK(wax_smtp_withdraw(w.smtp, w.mail[1]));
    hear(&w, "2232");                               /* MAIL, RCPT, DATA and the dot of the first */
    hear(&w, "2232");
    CHECK(count(&w, "MAIL") == 2 && fates_are(&w, "ana") && is_cancelled(&w, 1));
    CHECK(!wax_smtp_withdraw(w.smtp, w.mail[0]));   /* it is settled */
    shut(&w);
}

TEST("a message that is taken back in its envelope is reset, and is no message")
{
    struct window w;

    open_with(&w, false, "250 x\r\n");
    hand_over(&w, mail("grace@example.net"));
    hand_over(&w, mail("grace@example.net"));
    say(&w);
    hear(&w, "2");
    CHECK(wax_smtp_withdraw(w.smtp, w.mail[0]));
    hear(&w, "2");                                  /* RCPT was said already */
    CHECK(count(&w, "RSET") == 1 && count(&w, "DATA") == 0 && is_cancelled(&w, 0));
    hear(&w, "22232");
    CHECK(fates_are(&w, "na"));
    shut(&w);
}

TEST("a message that is taken back between two chunks is reset, and never has its end")
{
    static struct long_body body = { 0, 600000 };
    struct window w;

    open_with(&w, false, "250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    wax_delivery *d = wax_delivery_new("ada@example.org");
    wax_delivery_to(d, "grace@example.net");
    wax_delivery_body(d, (wax_source){ read_long, NULL, NULL, &body });
    hand_over(&w, d);
    hand_over(&w, mail("grace@example.net"));
    say(&w);
    CHECK(wax_smtp_withdraw(w.smtp, w.mail[0]));
    CHECK(count(&w, "BDAT") == 1);
    *w.said = 0;
    hear(&w, "222");                                /* MAIL, RCPT, the first chunk */
    CHECK(count(&w, "LAST") == 1 && count(&w, "RSET") == 1);      /* the second message's */
    hear(&w, "2222");
    CHECK(is_cancelled(&w, 0) && fates_are(&w, "na"));
    shut(&w);
}

TEST("a message that is taken back in the middle of DATA ends the connection before its dot; those behind it were not tried")
{
    struct window w;

    open_with(&w, false, "250 x\r\n");
    hand_over(&w, mail("grace@example.net"));
    hand_over(&w, mail("grace@example.net"));
    say(&w);
    hear(&w, "22");                                 /* DATA is said */
    CHECK(wax_smtp_withdraw(w.smtp, w.mail[0]));
    CHECK(wax_smtp_step(w.smtp) == WAX_FAILED && count(&w, "\r\n.\r\n") == 0);
    CHECK(is_cancelled(&w, 0) && fates_are(&w, "nn") && wax_delivery_status(w.mail[1]) == WAX_E_IO);
    shut(&w);
}

TEST("a message whose end was said can't be taken back, nor one in DATA when others before it would be in doubt")
{
    struct window w;

    open_window(&w, 2);
    CHECK(!wax_smtp_withdraw(w.smtp, w.mail[0]) && !wax_smtp_withdraw(w.smtp, w.mail[1]));
    hear(&w, "2222222");                            /* RSET goes between the two */
    CHECK(fates_are(&w, "aa"));
    shut(&w);
    open_with(&w, false, "250-x\r\n250 PIPELINING\r\n");
    hand_over(&w, mail("grace@example.net"));
    hand_over(&w, mail("grace@example.net"));
    say(&w);
    hear(&w, "223");                                /* the first one's dot is said, and behind it the second up to DATA */
    CHECK(count(&w, "DATA") == 2 && !wax_smtp_withdraw(w.smtp, w.mail[1]) && !wax_smtp_withdraw(NULL, w.mail[1]) && !wax_smtp_withdraw(w.smtp, NULL));
    shut(&w);
}
