/* pool_test.c -- a client with several connections to a server of which each move is told: how many it begins, who carries what, and what
 * becomes of a mail when one of them goes.
 *
 * The connections are here in the place of conn.c's.  Nothing is answered until a test says so, so the order of things is the test's. */
#include "conn.h"
#include "limit.h"
#include "one_mail.h"
#include "test.h"

#include <wax/client.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONNS = 16, MAILS = 4 * LIMIT_CARRIED };

/* -- the connections ------------------------------------------------------------------------------------------ */

struct conn {
    wax_smtp *smtp;
    wax_step  step;
    conn_fn  *moved;
    void     *user;
    size_t    index;
    bool      is_in_body;
    unsigned  n_mails, n_quits;     /* as the server sees them */
    unsigned  n_turns;              /* as we were asked for them */
};

static struct conn *conns[CONNS];       /* in the order in which they were begun; NULL: gone */
static size_t n_begun, n_open, most_open;
static const char *const lockstep = "250 mail.example.org\r\n";

struct conn *wax__conn_begin(const struct terms *t, conn_fn *moved, void *user)
{
    struct conn *c = calloc(1, sizeof *c);

    if (!CHECK(n_begun < CONNS))
        exit(1);
    *c = (struct conn){ .smtp = wax_smtp_new(t->url.host), .step = WAX_HEAR, .moved = moved, .user = user, .index = n_begun };
    wax_smtp_set_tls(c->smtp, WAX_TLS_INSECURE_NONE);
    conns[n_begun++] = c;
    most_open = ++n_open > most_open ? n_open : most_open;
    return c;
}

void wax__conn_free(struct conn *c)
{
    if (!c)
        return;
    conns[c->index] = NULL;
    n_open--;
    wax_smtp_free(c->smtp);
    free(c);
}

void wax__conn_turn(struct conn *c) { c->step = wax_smtp_step(c->smtp), c->n_turns++; }
void wax__conn_carry(struct conn *c, wax_delivery *d) { wax_smtp_deliver(c->smtp, d); }
void wax__conn_rest(struct conn *c)
{
    (void)c;
}

bool wax__conn_withdraw(struct conn *c, wax_delivery *d) { return wax_smtp_withdraw(c->smtp, d); }
void wax__conn_quit(struct conn *c) { wax_smtp_quit(c->smtp); }
bool wax__conn_is_idle(const struct conn *c) { return c->step == WAX_IDLE; }
bool wax__conn_is_over(const struct conn *c) { return c->step == WAX_DONE || c->step == WAX_FAILED; }
const char *wax__conn_peer(const struct conn *c) { (void)c; return ""; }
const wax_tls_info *wax__conn_tls(const struct conn *c) { (void)c; return NULL; }
size_t wax__conn_unsent(const struct conn *c) { (void)c; return 0; }
const wax_stage *wax__conn_stage(const struct conn *c, size_t i) { (void)c, (void)i; return NULL; }

void wax__conn_break(struct conn *c, const wax_error *why)
{
    wax_smtp_broken(c->smtp, UINT64_MAX, why);
    wax__conn_turn(c);
}

void wax__conn_time_out(struct conn *c, int64_t ms)
{
    wax_error why = { .status = WAX_E_TIMEOUT, .text = "it took too long" };

    (void)ms;
    wax__conn_break(c, &why);
}

/* -- the server ----------------------------------------------------------------------------------------------- */

static void hear(struct conn *c, const char *replies)
{
    size_t used = 1, len = strlen(replies);

    for (; len && used; replies += used, len -= used)
        if (wax_smtp_hear(c->smtp, 0, (const uint8_t *)replies, len, &used))
            return;
}

static void answer(struct conn *c, const char *ehlo)
{
    size_t len;
    const char *said = (const char *)wax_smtp_out(c->smtp, &len);
    bool is_end = len >= 5 && memcmp(said + len - 5, "\r\n.\r\n", 5) == 0, is_data = len == 6 && memcmp(said, "DATA\r\n", 6) == 0;
    bool is_ehlo = len > 5 && memcmp(said, "EHLO ", 5) == 0;

    c->n_quits += len == 6 && memcmp(said, "QUIT\r\n", 6) == 0;
    c->n_mails += is_end;
    wax_smtp_sent(c->smtp, len);
    hear(c, is_ehlo ? ehlo : is_data ? "354 go on\r\n" : "250 OK\r\n");
}

/* One command at a time, until it has had so many mails or has nothing to answer; then the client hears of it.  False: the connection is gone. */
static bool serve_with(size_t i, const char *greeting, const char *ehlo, unsigned mails)
{
    struct conn *c = conns[i];
    unsigned until = c ? c->n_mails + mails : 0;

    if (!CHECK(c != NULL))
        return false;
    if (greeting)
        hear(c, greeting);
    for (wax__conn_turn(c); c->step == WAX_SEND && c->n_mails < until; wax__conn_turn(c))
        answer(c, ehlo);
    c->moved(c->user);
    return conns[i] != NULL;
}

/* What it says is sent, and not answered. */
static size_t take(struct conn *c)
{
    size_t len;

    wax__conn_turn(c);
    wax_smtp_out(c->smtp, &len);
    wax_smtp_sent(c->smtp, len);
    return len;
}

static bool greet(size_t i, unsigned mails)
{
    return serve_with(i, "220 mail.example.org\r\n", lockstep, mails);
}

static bool serve(size_t i, unsigned mails)
{
    return serve_with(i, NULL, lockstep, mails);
}

static void cut(size_t i)
{
    struct conn *c = conns[i];
    wax_error why = { .status = WAX_E_EOF, .text = "the server closed the connection" };

    if (!CHECK(c != NULL))
        return;
    wax__conn_break(c, &why);
    c->moved(c->user);
}

/* -- the client ----------------------------------------------------------------------------------------------- */

struct scene {
    wax_loop    *loop;
    wax_client  *client;
    wax_message *mail[MAILS];
    size_t       n_mails, n_done, n_ok;
    unsigned     n_fate[WAX_ACCEPTED + 1];
    char         why[512];          /* of the last that was not accepted */
    char         order[MAILS + 1];  /* the first letter of each recipient, as they were told of */
};

static void on_done(void *user, wax_message *m, const wax_report *r)
{
    struct scene *s = user;

    (void)m;
    s->order[s->n_done++] = wax_report_result(r, 0)->address[0];
    s->n_ok += wax_report_status(r) == WAX_OK;
    s->n_fate[wax_report_result(r, 0)->fate]++;
    if (wax_report_status(r))
        snprintf(s->why, sizeof s->why, "%s", wax_report_error(r)->text);
}

static void begin(struct scene *s, size_t connections)
{
    *s = (struct scene){ .loop = wax_loop_new(NULL) };
    s->client = wax_client_on(s->loop, "smtp://mail.example.org");
    n_begun = n_open = most_open = 0;
    wax_client_connections(s->client, connections);
}

/* Turns for as long as there is something to do now. */
static void turn(struct scene *s)
{
    for (unsigned turns = 0; wax_loop_timeout_ms(s->loop) == 0 && turns < 1000; turns++)
        wax_loop_turn(s->loop);
}

static void submit(struct scene *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        wax_message *m = s->mail[s->n_mails++] = new_mail();
        CHECK(wax_submit(s->client, m, on_done, s) == WAX_OK);
    }
    turn(s);
}


static void end(struct scene *s)
{
    wax_client_free(s->client);
    CHECK(n_open == 0 && s->n_done == s->n_mails);
    wax_loop_free(s->loop);
    for (size_t i = 0; i < s->n_mails; i++)
        wax_message_free(s->mail[i]);
}

TEST("one connection is begun; the next when the server has taken a mail on it, and never more than were allowed")
{
    struct scene s;

    begin(&s, 3);
    submit(&s, 30);
    CHECK(n_begun == 1);
    greet(0, 1);
    CHECK(n_begun == 2 && s.n_ok == 1);
    greet(1, 1);
    CHECK(n_begun == 3 && s.n_ok == 2);
    greet(2, 1);
    for (unsigned i = 0; i < 60 && s.n_done < 30; i++)
        if (conns[i % 3])
            serve(i % 3, 1);
    CHECK(s.n_ok == 30 && most_open == 3 && n_begun == 3);
    end(&s);
}

static void on_done_more(void *user, wax_message *m, const wax_report *r)
{
    struct scene *s = user;

    on_done(s, m, r);
    if (s->n_mails == MAILS)
        return;
    wax_message *next = s->mail[s->n_mails++] = new_mail();
    CHECK(wax_submit(s->client, next, on_done_more, s) == WAX_OK);
}

TEST("whoever submits the next mail when one is done keeps the connection, and QUIT is said behind the last")
{
    struct scene s;

    begin(&s, 1);
    for (s.n_mails = 0; s.n_mails < 2 * LIMIT_CARRIED; s.n_mails++)
        CHECK(wax_submit(s.client, s.mail[s.n_mails] = new_mail(), on_done_more, &s) == WAX_OK);
    turn(&s);
    greet(0, LIMIT_CARRIED);
    while (conns[0] && s.n_ok < MAILS && serve(0, LIMIT_CARRIED))
        turn(&s);
    if (!CHECK(s.n_ok == MAILS && n_begun == 1))
        test_note("%zu sent over %zu connections", s.n_ok, n_begun);
    if (conns[0])
        serve(0, 1);
    CHECK(!conns[0]);
    end(&s);
}

TEST("what moves on one connection is no work for another that has nothing new to say")
{
    struct scene s;

    begin(&s, 2);
    submit(&s, 30);
    greet(0, 1);
    unsigned turns = conns[1]->n_turns;
    serve(0, 10);
    CHECK(s.n_ok == 11 && conns[1]->n_turns == turns);
    greet(1, 1);
    for (unsigned i = 0; i < 60 && s.n_done < 30; i++)
        serve(i % 2, 1);
    CHECK(s.n_ok == 30);
    end(&s);
}

TEST("without being told otherwise a client has one connection")
{
    struct scene s;

    begin(&s, 0);
    submit(&s, 30);
    greet(0, 5);
    CHECK(n_begun == 1 && s.n_ok == 5);
    serve(0, 1000);
    CHECK(n_begun == 1 && s.n_ok == 30);
    end(&s);
}

TEST("a mail goes over a connection that idles before a new one is begun")
{
    struct scene s;

    begin(&s, 3);
    wax_client_idle(s.client, 60000);
    submit(&s, 1);
    greet(0, 1000);
    submit(&s, 1);
    CHECK(n_begun == 1);
    serve(0, 1000);
    CHECK(s.n_ok == 2 && n_begun == 1);
    submit(&s, 2);
    CHECK(n_begun == 2);
    end(&s);
}

TEST("a server that bears one connection is not asked for a second again and again, and no mail fails for it")
{
    struct scene s;

    begin(&s, 4);
    submit(&s, 20);
    greet(0, 1);
    CHECK(n_begun == 2);
    serve_with(1, "421 4.7.0 too many connections\r\n", lockstep, 0);
    CHECK(!conns[1] && s.n_done == 1);
    while (s.n_ok < 20 && conns[0] && serve(0, 1000))
        turn(&s);
    if (!CHECK(s.n_ok == 20 && n_begun == 2))
        test_note("%zu done, %zu sent, %zu begun: %s", s.n_done, s.n_ok, n_begun, s.why);
    if (conns[0])
        serve(0, 1);                /* QUIT */
    submit(&s, 20);
    CHECK(n_begun == 3);            /* all were gone: it may bear more now */
    end(&s);
}

TEST("a connection that goes: what may have arrived is uncertain, what was not said goes over another")
{
    struct scene s;

    begin(&s, 1);
    submit(&s, 10);
    hear(conns[0], "220 x\r\n");
    take(conns[0]);
    hear(conns[0], "250-mail.example.org\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    CHECK(take(conns[0]) > 1000);
    hear(conns[0], "250 OK\r\n250 OK\r\n250 OK\r\n");          /* the first mail's */
    cut(0);
    CHECK(s.n_ok == 1 && s.n_fate[WAX_UNCERTAIN] == 9);
    end(&s);
}

TEST("in lockstep the mails behind the one that was being said go over another connection, and none is sent twice")
{
    struct scene s;

    begin(&s, 1);
    submit(&s, 10);
    greet(0, 3);
    cut(0);
    CHECK(s.n_ok == 3 && s.n_done == 3);
    turn(&s);
    CHECK(n_begun == 2);
    greet(1, 1000);
    CHECK(s.n_ok == 10);
    end(&s);
}

TEST("a server that closes before it takes anything is told of, not called for ever")
{
    struct scene s;

    begin(&s, 2);
    submit(&s, 5);
    cut(0);
    turn(&s);
    CHECK(s.n_fate[WAX_NOT_TRIED] > 0);
    for (size_t i = 1; i < n_begun; i++)
        if (conns[i])
            cut(i), turn(&s);
    CHECK(s.n_fate[WAX_NOT_TRIED] == 5 && n_begun <= 5 && strstr(s.why, "closed the connection"));
    end(&s);
}

TEST("a server that says what was not asked is not trusted with what it has not got yet")
{
    struct scene s;

    begin(&s, 1);
    submit(&s, 5);
    greet(0, 2);
    hear(conns[0], "250 OK\r\n250 OK\r\n250 OK\r\n");
    wax__conn_turn(conns[0]);
    conns[0]->moved(conns[0]->user);
    turn(&s);
    CHECK(s.n_done == 5 && s.n_ok < 5 && n_begun == 1);
    end(&s);
}

TEST("a connection carries as many as it was told, says QUIT, and the next goes on")
{
    struct scene s;

    begin(&s, 1);
    wax_client_per_connection(s.client, 2);
    submit(&s, 5);
    for (size_t i = 0; i < 3; i++) {
        CHECK(n_begun == i + 1);
        greet(i, 1000);
        turn(&s);
    }
    CHECK(s.n_ok == 5 && n_begun == 3);
    end(&s);
}

TEST("so it does where the server says how many it takes in a session (RFC 9422)")
{
    struct scene s;

    begin(&s, 1);
    submit(&s, 5);
    for (size_t i = 0; i < 3; i++) {
        CHECK(n_begun == i + 1);
        serve_with(i, "220 x\r\n", "250-mail.example.org\r\n250 LIMITS MAILMAX=2\r\n", 1000);
        turn(&s);
    }
    CHECK(s.n_ok == 5 && n_begun == 3);
    end(&s);
}

TEST("what has begun in this minute is not more than was allowed, and the client sleeps until more may")
{
    struct scene s;

    begin(&s, 2);
    wax_client_rate(s.client, 0, 3);
    submit(&s, 10);
    greet(0, 1000);
    turn(&s);
    if (n_begun > 1)
        greet(1, 1000);
    turn(&s);
    CHECK(s.n_ok == 3 && s.n_done == 3 && wax_loop_timeout_ms(s.loop) > 1000);
    end(&s);
}

TEST("cancelling reports every mail once, wherever it is, and no other")
{
    struct scene s;

    begin(&s, 3);
    submit(&s, 30);
    greet(0, 1);
    greet(1, 1);
    wax_client_cancel(s.client);
    turn(&s);
    CHECK(s.n_done == 30 && s.n_ok == 2 && s.n_fate[WAX_NOT_TRIED] + s.n_fate[WAX_UNCERTAIN] == 28);
    submit(&s, 1);
    CHECK(s.n_done == 30);
    end(&s);
}

TEST("other terms are for the mails behind them: each connection ends with what it has")
{
    struct scene s;

    begin(&s, 1);
    wax_client_idle(s.client, 60000);
    submit(&s, 1);
    greet(0, 1000);
    wax_client_name(s.client, "other.example.org");
    submit(&s, 1);
    CHECK(n_begun == 1);
    serve(0, 1000);                 /* its goodbye */
    CHECK(!conns[0] && n_begun == 2);
    end(&s);
}

TEST("a mail of which anything was refused when the connection went is told of, and not begun anew")
{
    struct scene s;

    begin(&s, 1);
    wax_client_idle(s.client, 60000);
    submit(&s, 1);
    greet(0, 1000);
    CHECK(s.n_ok == 1);
    submit(&s, 1);
    take(conns[0]);                 /* MAIL */
    hear(conns[0], "250 OK\r\n");
    take(conns[0]);                 /* RCPT */
    hear(conns[0], "550 5.1.1 nobody of that name\r\n");
    cut(0);
    turn(&s);
    CHECK(s.n_done == 2 && s.n_fate[WAX_REFUSED] == 1 && n_begun == 1);
    end(&s);
}

TEST("a 421 is about the connection: the mail that it met goes over another, and no mail is met by it for ever")
{
    struct scene s;

    begin(&s, 1);
    submit(&s, 5);
    greet(0, 2);
    CHECK(s.n_ok == 2);
    take(conns[0]);                 /* MAIL */
    hear(conns[0], "421 4.7.0 enough for one connection\r\n");
    wax__conn_turn(conns[0]);
    conns[0]->moved(conns[0]->user);
    turn(&s);
    CHECK(n_begun == 2 && s.n_done == 2);
    serve_with(1, "421 4.7.0 and no other\r\n", lockstep, 0);
    turn(&s);
    CHECK(s.n_done == 5 && s.n_ok == 2 && n_begun == 2);
    end(&s);
}

/* Submitted by a part of the program that has a number. */
static void submit_as(struct scene *s, unsigned who, const char *to)
{
    wax_message *m = s->mail[s->n_mails++] = wax_message_new();

    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", to);
    wax_message_text(m, "Ciao!");
    CHECK(wax_submit_as(s->client, who, m, on_done, s) == WAX_OK);
}

TEST("one who brings many does not hold up one who brings a few: submitters take turns, each in its own order")
{
    struct scene s;

    begin(&s, 1);
    wax_client_per_connection(s.client, 6);
    for (unsigned i = 0; i < 6; i++)
        submit_as(&s, 0, "many@example.net");
    submit_as(&s, 7, "first@example.net");
    submit_as(&s, 7, "second@example.net");
    submit_as(&s, 15, "fifteen@example.net");
    turn(&s);
    greet(0, 1000);
    turn(&s);
    CHECK(s.n_ok == 6 && test_same(s.order, "mffmsm"));
    end(&s);
}

TEST("a submitter that there can't be is refused")
{
    struct scene s;
    wax_message *m = wax_message_new();

    begin(&s, 1);
    CHECK(wax_submit_as(s.client, 16, m, on_done, &s) == WAX_E_USAGE && strstr(wax_client_error(s.client)->text, "from 0 to 15"));
    CHECK(wax_submit_as(s.client, 0, m, NULL, &s) == WAX_E_USAGE && wax_submit_as(NULL, 0, m, on_done, &s) == WAX_E_NOMEM);
    wax_message_free(m);
    end(&s);
}

static bool is_about(const struct scene *s, const char *words)
{
    return strstr(wax_client_error(s->client)->text, words);
}

TEST("what a call has said goes with the next; what a setter has said stays, whatever else is set or called")
{
    struct scene s;

    begin(&s, 1);
    CHECK(wax_submit_as(s.client, 16, NULL, on_done, &s) == WAX_E_USAGE && is_about(&s, "submitters"));
    wax_client_name(s.client, "client.example.org");
    CHECK(wax_submit(s.client, NULL, NULL, &s) == WAX_E_USAGE && is_about(&s, "function"));
    wax_client_ip_version(s.client, 5);
    CHECK(is_about(&s, "version of IP"));
    wax_client_name(s.client, "two words");
    wax_client_ip_version(s.client, 4);
    CHECK(wax_submit_as(s.client, 16, NULL, on_done, &s) == WAX_E_USAGE && is_about(&s, "version of IP"));
    CHECK(wax_send(s.client, NULL, NULL) == WAX_E_USAGE && is_about(&s, "version of IP") && s.n_done == 0);
    end(&s);
}

TEST("a mail that waits is taken back alone, and told of once")
{
    struct scene s;

    begin(&s, 1);
    wax_client_per_connection(s.client, 1);
    submit(&s, 3);
    CHECK(wax_client_withdraw(s.client, s.mail[1]) && s.n_done == 0);
    CHECK(!wax_client_withdraw(s.client, s.mail[1]) && !wax_client_withdraw(NULL, s.mail[0]) && !wax_client_withdraw(s.client, NULL));
    turn(&s);
    CHECK(s.n_done == 1 && s.n_fate[WAX_NOT_TRIED] == 1 && strstr(s.why, "taken back while it waited"));
    greet(0, 1000);
    turn(&s);
    greet(1, 1000);
    turn(&s);
    CHECK(s.n_ok == 2 && s.n_done == 3 && !wax_client_withdraw(s.client, s.mail[0]));
    end(&s);
}

TEST("a mail in its DATA is taken back with its connection, and those behind it go over another, the first of them too")
{
    struct scene s;

    begin(&s, 1);
    submit(&s, 3);
    hear(conns[0], "220 mail.example.org\r\n");
    for (int i = 0; i < 3; i++) {       /* EHLO, MAIL, RCPT */
        take(conns[0]);
        hear(conns[0], i ? "250 OK\r\n" : lockstep);
    }
    take(conns[0]);                     /* DATA */
    CHECK(wax_client_withdraw(s.client, s.mail[0]));
    turn(&s);
    CHECK(!conns[0] && s.n_done == 1 && s.n_fate[WAX_NOT_TRIED] == 1 && n_begun == 2);
    greet(1, 1000);
    CHECK(s.n_ok == 2 && s.n_done == 3);
    end(&s);
}

TEST("a mail in its envelope is taken back with RSET, and its connection goes on")
{
    struct scene s;

    begin(&s, 1);
    submit(&s, 2);
    hear(conns[0], "220 mail.example.org\r\n");
    take(conns[0]);                     /* EHLO */
    hear(conns[0], lockstep);
    take(conns[0]);                     /* MAIL */
    CHECK(wax_client_withdraw(s.client, s.mail[0]));
    turn(&s);
    hear(conns[0], "250 OK\r\n");
    serve(0, 1000);
    CHECK(s.n_ok == 1 && s.n_done == 2 && s.n_fate[WAX_NOT_TRIED] == 1 && n_begun == 1);
    end(&s);
}
