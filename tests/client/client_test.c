/* client_test.c -- client.h as an application meets it: against a sink, and against servers that say nothing.
 *
 * What a server answers, and what must come of it, is told in tests/dialogues; here is what the calls promise. */
#include "caller.h"
#include "test.h"

#include <wax/wax.h>

#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, MANY = 150 };

struct scene {
    struct running sink;
    char           folder[4096];
    wax_loop      *loop;            /* NULL: the calls block */
    wax_client    *client;
    wax_tls       *tls;
    wax_message   *mail;
    unsigned       n_done;
    wax_status     status;          /* of the last report, and the rest of it */
    wax_error      error;
    wax_fate       fate;
    char           peer[128];
    bool           has_tls;
    char           trace[32768];
};

/* -- building it up ------------------------------------------------------------------------------------------- */

static void keep_trace(void *user, const wax_trace_event *e)
{
    struct scene *s = user;
    size_t n = strlen(s->trace);

    snprintf(s->trace + n, sizeof s->trace - n, "%s%s\n", wax_trace_mark(e->kind), e->text);
}

static wax_message *new_mail(void)
{
    wax_message *m = wax_message_new();

    wax_message_set(m, "From", "Ada <ada@example.org>");
    wax_message_set(m, "To", "grace@example.net");
    wax_message_set(m, "Subject", "Test");
    wax_message_text(m, "Ciao!");
    return m;
}

static void begin_client(struct scene *s, const char *url)
{
    s->client = s->loop ? wax_client_on(s->loop, url) : wax_client_new(url);
    s->tls = wax_tls_new();
    s->mail = new_mail();
    wax_client_trace(s->client, keep_trace, s);
    wax_client_timeout(s->client, PATIENCE_MS);
}

static bool begin_on(struct scene *s, wax_loop *loop, const char *dialogue)
{
    char url[64];

    *s = (struct scene){ .sink.sink = wax_sink_new(), .loop = loop };
    snprintf(s->folder, sizeof s->folder, "%s", fresh_folder());
    if (dialogue)
        wax_sink_play(s->sink.sink, dialogue);
    else
        wax_sink_store(s->sink.sink, s->folder);
    if (!running_start(&s->sink))
        return false;
    snprintf(url, sizeof url, "submission://localhost:%u", wax_sink_port(s->sink.sink));
    begin_client(s, url);
    wax_tls_ca_file(s->tls, wax_sink_ca_file(s->sink.sink));
    wax_client_set_tls(s->client, s->tls);
    return true;
}

static bool begin(struct scene *s)
{
    return begin_on(s, NULL, NULL);
}

static void end(struct scene *s)
{
    wax_client_free(s->client);
    wax_loop_free(s->loop);
    wax_message_free(s->mail);
    wax_tls_free(s->tls);
    if (s->sink.sink)
        running_free(&s->sink);
    if (*s->folder)
        remove_folder(s->folder);
}

static void note(struct scene *s, const wax_report *r)
{
    s->n_done++;
    s->status = wax_report_status(r);
    s->error = *wax_report_error(r);
    s->fate = wax_report_recipients(r) ? wax_report_result(r, 0)->fate : WAX_NOT_TRIED;
    s->has_tls = wax_report_tls(r);
    snprintf(s->peer, sizeof s->peer, "%s", wax_report_peer(r));
}

static wax_status send_it(struct scene *s)
{
    wax_report *r;
    wax_status status = wax_send(s->client, s->mail, &r);

    CHECK(r && status == wax_report_status(r) && status == wax_client_error(s->client)->status);
    note(s, r);
    wax_report_free(r);
    return status;
}

static size_t times(const struct scene *s, const char *text)
{
    size_t n = 0;

    for (const char *at = s->trace; (at = strstr(at, text)); at += strlen(text))
        n++;
    return n;
}

/* -- the call that blocks ------------------------------------------------------------------------------------- */

TEST("a mail is sent, and the report tells of each recipient, of the channel and of the peer")
{
    struct scene s;
    char peer[64];

    if (!begin(&s))
        return;
    CHECK(send_it(&s) == WAX_OK);
    snprintf(peer, sizeof peer, "127.0.0.1:%u", wax_sink_port(s.sink.sink));
    CHECK(s.fate == WAX_ACCEPTED && s.has_tls && test_same(s.peer, peer) && test_same(s.error.text, ""));
    CHECK(wax_sink_mails(s.sink.sink) == 1);
    end(&s);
}

TEST("localhost is tried at both its addresses")
{
    struct scene s;

    if (!begin(&s))
        return;
    CHECK(send_it(&s) == WAX_OK);
    CHECK(times(&s, "# connecting to ::1 port") == 1 && times(&s, "# connecting to 127.0.0.1 port") == 1);
    CHECK(times(&s, "# connected") == 1 && times(&s, "# TLS: TLSv1.3") == 1 && times(&s, "certificate for localhost") == 1);
    end(&s);
}

TEST("a name is asked for once, and again when nobody answered where it led")
{
    struct scene s;

    if (!begin(&s))
        return;
    wax_client_address(s.client, "127.1");          /* which the resolver alone knows */
    CHECK(send_it(&s) == WAX_OK && send_it(&s) == WAX_OK);
    CHECK(times(&s, "# connected") == 2 && times(&s, "# looking up 127.1") == 1);
    running_free(&s.sink);
    s.sink.sink = NULL;
    CHECK(send_it(&s) == WAX_E_IO && times(&s, "# looking up 127.1") == 1);
    CHECK(send_it(&s) == WAX_E_IO && times(&s, "# looking up 127.1") == 2);
    end(&s);
}

TEST("a connection is kept for the next mail when that was asked for, and else it is not")
{
    struct scene s;

    if (!begin(&s))
        return;
    wax_client_idle(s.client, PATIENCE_MS);
    CHECK(send_it(&s) == WAX_OK && send_it(&s) == WAX_OK);
    CHECK(times(&s, "# connected") == 1 && times(&s, "C: QUIT") == 0);
    wax_client_idle(s.client, 0);
    CHECK(send_it(&s) == WAX_OK && times(&s, "# connected") == 1 && times(&s, "C: QUIT") == 1);
    CHECK(send_it(&s) == WAX_OK && times(&s, "# connected") == 2 && times(&s, "C: QUIT") == 2);
    CHECK(wax_sink_mails(s.sink.sink) == 4);
    end(&s);
}

static bool first_stage_is(const wax_report *r, const char *name)
{
    const wax_stage *stage = wax_report_stage(r, 0);

    return stage && test_same(stage->name, name) && stage->begin_us >= 0;
}

TEST("a mail on a connection that was kept is not told the time of connecting: that was another's")
{
    struct scene s;
    wax_report *reports[2] = { NULL };

    if (!begin(&s))
        return;
    wax_client_idle(s.client, PATIENCE_MS);
    for (int i = 0; i < 2; i++)
        CHECK(wax_send(s.client, s.mail, &reports[i]) == WAX_OK);
    CHECK(first_stage_is(reports[0], "connect") && first_stage_is(reports[1], "envelope"));
    CHECK(!wax_report_stage(reports[1], 3) && !wax_report_stage(NULL, 0));
    wax_report_free(reports[0]);
    wax_report_free(reports[1]);
    end(&s);
}

/* -- inside the application's own loop ------------------------------------------------------------------------ */

static void on_done(void *user, wax_message *m, const wax_report *r)
{
    struct scene *s = user;

    (void)m;
    note(s, r);
}

static void turn_until_done(struct scene *s, unsigned n)
{
    struct pollfd fd = { .fd = wax_loop_fd(s->loop), .events = POLLIN };

    while (s->n_done < n) {
        int wait = wax_loop_timeout_ms(s->loop);
        poll(&fd, 1, wait < 0 || wait > PATIENCE_MS ? PATIENCE_MS : wait);
        wax_loop_turn(s->loop);
    }
}

TEST("a kept connection is not used for a mail that demands more of it, or comes from somebody else (curl CVE-2022-22576, CVE-2026-8286)")
{
    struct scene s;
    wax_tls *stricter = wax_tls_new();

    if (!begin(&s))
        return;
    wax_client_idle(s.client, PATIENCE_MS);
    CHECK(send_it(&s) == WAX_OK);
    wax_client_login(s.client, "ada", "sesame");
    CHECK(send_it(&s) == WAX_E_NO_MECHANISM && times(&s, "# connected") == 2);      /* this sink knows nobody */
    CHECK(wax_sink_mails(s.sink.sink) == 1);
    end(&s);
    if (!begin(&s))
        return;
    wax_tls_ca_file(stricter, wax_sink_ca_file(s.sink.sink));
    wax_tls_pin(stricter, "key-sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    wax_client_idle(s.client, PATIENCE_MS);
    CHECK(send_it(&s) == WAX_OK);
    wax_client_set_tls(s.client, stricter);
    CHECK(send_it(&s) == WAX_E_UNTRUSTED && wax_sink_mails(s.sink.sink) == 1);
    end(&s);
    wax_tls_free(stricter);
}

TEST("a connection that was kept in the clear does not carry a mail that demands TLS (curl CVE-2026-4873)")
{
    struct scene s;

    if (!begin(&s))
        return;
    wax_client_idle(s.client, PATIENCE_MS);
    wax_client_tls_mode(s.client, WAX_TLS_INSECURE_NONE);
    CHECK(send_it(&s) == WAX_OK && !s.has_tls);
    wax_client_tls_mode(s.client, WAX_TLS_REQUIRED);
    CHECK(send_it(&s) == WAX_OK && s.has_tls && times(&s, "# connected") == 2);
    end(&s);
}

TEST("inside a poll loop, done runs once, and only inside a turn")
{
    struct scene s;

    if (!begin_on(&s, wax_loop_new(NULL), NULL))
        return;
    CHECK(wax_submit(s.client, s.mail, on_done, &s) == WAX_OK);
    CHECK(s.n_done == 0 && !*s.trace && wax_loop_timeout_ms(s.loop) == 0);
    turn_until_done(&s, 1);
    CHECK(s.status == WAX_OK && s.fate == WAX_ACCEPTED);
    wax_loop_run(s.loop);
    CHECK(s.n_done == 1 && wax_loop_timeout_ms(s.loop) == -1);
    end(&s);
}

TEST("many mails go in order over one connection")
{
    struct scene s;
    wax_message *mails[MANY];
    bool submitted = true;

    if (!begin_on(&s, wax_loop_new(NULL), NULL))
        return;
    for (size_t i = 0; i < MANY; i++) {
        mails[i] = new_mail();
        submitted = submitted && wax_submit(s.client, mails[i], on_done, &s) == WAX_OK;
    }
    wax_loop_run(s.loop);
    CHECK(submitted && s.n_done == MANY && s.status == WAX_OK);
    CHECK(wax_sink_mails(s.sink.sink) == MANY);
    CHECK(times(&s, "# connected") == 1);
    for (size_t i = 0; i < MANY; i++)
        wax_message_free(mails[i]);
    end(&s);
}

static void send_again(void *user, wax_message *m, const wax_report *r)
{
    struct scene *s = user;

    note(s, r);
    if (s->n_done < 3)
        CHECK(wax_submit(s->client, m, send_again, s) == WAX_OK);
}

TEST("a mail submitted when another is done is sent too, after QUIT over a new connection")
{
    struct scene s;

    if (!begin_on(&s, wax_loop_new(NULL), NULL))
        return;
    CHECK(wax_submit(s.client, s.mail, send_again, &s) == WAX_OK);
    wax_loop_run(s.loop);
    CHECK(s.n_done == 3 && s.status == WAX_OK && wax_sink_mails(s.sink.sink) == 3);
    CHECK(times(&s, "# connected") == 3);
    end(&s);
}

TEST("freeing the client reports what was not settled first")
{
    struct scene s;
    wax_message *second = new_mail();

    if (!begin_on(&s, wax_loop_new(NULL), NULL))
        return;
    CHECK(wax_submit(s.client, s.mail, on_done, &s) == WAX_OK && wax_submit(s.client, second, on_done, &s) == WAX_OK);
    wax_client_free(s.client);
    s.client = NULL;
    CHECK(s.n_done == 2 && s.status == WAX_E_CANCELLED);
    wax_message_free(second);
    end(&s);
}

static void free_all(void *user, wax_message *m, const wax_report *r)
{
    struct scene *s = user;

    note(s, r);
    wax_client_free(s->client);
    s->client = NULL;
    wax_message_free(m);
    s->mail = NULL;
}

TEST("client and mail may be freed inside done")
{
    struct scene s;

    if (!begin_on(&s, wax_loop_new(NULL), NULL))
        return;
    wax_client_idle(s.client, PATIENCE_MS);
    CHECK(wax_submit(s.client, s.mail, free_all, &s) == WAX_OK);
    wax_loop_run(s.loop);
    CHECK(s.n_done == 1 && s.status == WAX_OK);
    end(&s);
}

struct progress {
    wax_client *client;             /* to be freed at the first call; NULL: none */
    int64_t     last, size;
    bool        goes_back;
};

static void on_progress(void *user, int64_t sent, int64_t size)
{
    struct progress *p = user;

    p->goes_back = p->goes_back || sent < p->last;
    p->last = sent;
    p->size = size;
    wax_client_free(p->client);
    p->client = NULL;
}

static void write_much(wax_message *m)
{
    static char text[3000001];

    memset(text, 'x', sizeof text - 1);
    wax_message_text(m, text);
}

TEST("progress goes forward, to the whole of the mail")
{
    struct scene s;
    struct progress p = { 0 };
    wax_message_facts facts;

    if (!begin(&s))
        return;
    write_much(s.mail);
    wax_client_progress(s.client, on_progress, &p);
    CHECK(wax_message_check(s.mail, &facts) == WAX_OK && send_it(&s) == WAX_OK);
    CHECK(p.size == facts.size && p.last > 0 && p.last <= facts.size && !p.goes_back);
    end(&s);
}

TEST("the client may be freed inside progress, while wax_send still runs")
{
    struct scene s;

    if (!begin(&s))
        return;
    struct progress p = { .client = s.client };
    write_much(s.mail);
    wax_client_progress(s.client, on_progress, &p);
    CHECK(wax_send(s.client, s.mail, NULL) == WAX_E_CANCELLED);
    s.client = NULL;
    end(&s);
}

/* -- a connection that was kept, and is gone ------------------------------------------------------------------ */

static const char dialogue_head[] =
    "S: 220 localhost\nC: EHLO client.example.net\nS: 250-localhost\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nTLS\n"
    "C: EHLO client.example.net\nS: 250 localhost\nC: MAIL FROM:<ada@example.org>\nS: 250 ok\nC: RCPT TO:<grace@example.net>\nS: 250 ok\n"
    "C: DATA\nS: 354 go\nC: <message>\nC: .\nS: 250 ok\n";

static bool begin_dialogue(struct scene *s, const char *tail)
{
    static char path[4200];
    FILE *f;

    snprintf(path, sizeof path, "%s/dialogue.smtp", fresh_folder());
    f = fopen(path, "w");
    CHECK(f && fprintf(f, "! body Subject: t\\r\\n\\r\\nhello\\r\\n\n%s%s", dialogue_head, tail) > 0 && fclose(f) == 0);
    if (!begin_on(s, NULL, path))
        return false;
    wax_message_free(s->mail);
    s->mail = wax_message_new();
    wax_client_name(s->client, "client.example.net");
    wax_client_idle(s->client, PATIENCE_MS);
    return true;
}

static void make_plain(struct scene *s)
{
    char path[4200];
    FILE *f;

    snprintf(path, sizeof path, "%s/mail.eml", s->folder);
    f = fopen(path, "w");
    CHECK(f && fputs("Subject: t\r\n\r\nhello\r\n", f) >= 0 && fclose(f) == 0);
    wax_message_raw_file(s->mail, path);
    wax_message_envelope_from(s->mail, "ada@example.org");
    wax_message_envelope_to(s->mail, "grace@example.net");
}

TEST("a kept connection that the server has closed is not spoken to: the mail goes over a new one")
{
    struct scene s;

    if (!begin_dialogue(&s, "CLOSE\n"))
        return;
    make_plain(&s);
    CHECK(send_it(&s) == WAX_OK);
    CHECK(send_it(&s) == WAX_OK);
    CHECK(times(&s, "# connected") == 2);
    end(&s);
}

TEST("a kept connection that goes as the next mail begins is replaced, once, and the mail is sent")
{
    struct scene s;

    if (!begin_dialogue(&s, "C: MAIL FROM:<ada@example.org>\nCLOSE\n"))
        return;
    make_plain(&s);
    CHECK(send_it(&s) == WAX_OK);
    CHECK(send_it(&s) == WAX_OK);
    CHECK(times(&s, "# connected") == 2 && times(&s, "C: MAIL FROM") == 3);
    end(&s);
}

/* -- time ----------------------------------------------------------------------------------------------------- */

/* The kernel takes the call, and nobody answers. */
static int listen_in_silence(unsigned *port)
{
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof in;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    CHECK(bind(fd, (struct sockaddr *)&in, sizeof in) == 0 && listen(fd, 4) == 0 && getsockname(fd, (struct sockaddr *)&in, &len) == 0);
    *port = ntohs(in.sin_port);
    return fd;
}

static int begin_silent_on(struct scene *s, wax_loop *loop, const char *scheme)
{
    unsigned port;
    int fd = listen_in_silence(&port);
    char url[64];

    *s = (struct scene){ .loop = loop };
    snprintf(url, sizeof url, "%s://127.0.0.1:%u", scheme, port);
    begin_client(s, url);
    wax_client_timeout(s->client, 50);
    return fd;
}

static int begin_silent(struct scene *s, const char *scheme)
{
    return begin_silent_on(s, NULL, scheme);
}

TEST("silence where the greeting should be: its time, its stage, and a word on TLS from the first byte")
{
    struct scene s;
    int fd = begin_silent(&s, "submission");

    CHECK(send_it(&s) == WAX_E_TIMEOUT && s.fate == WAX_NOT_TRIED);
    CHECK(test_same(s.error.stage, "greeting") && strstr(s.error.text, "smtps://") && strstr(s.error.text, "0.05 s"));
    CHECK(times(&s, "C: ") == 0);
    close(fd);
    end(&s);
}

TEST("silence where the handshake should be")
{
    struct scene s;
    int fd = begin_silent(&s, "smtps");

    CHECK(send_it(&s) == WAX_E_TIMEOUT && s.fate == WAX_NOT_TRIED);
    CHECK(strstr(s.error.text, "the TLS handshake") && !strstr(s.error.text, "smtps://"));
    close(fd);
    end(&s);
}

/* -- what is set while a connection is on its way ---------------------------------------------------------------- */

static int listening(unsigned *port)
{
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof in;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    CHECK(bind(fd, (struct sockaddr *)&in, sizeof in) == 0 && listen(fd, 1) == 0 && getsockname(fd, (struct sockaddr *)&in, &len) == 0);
    *port = ntohs(in.sin_port);
    return fd;
}

/* False: nothing came there. */
static bool turn_until_heard(struct scene *s, int fd)
{
    struct pollfd polled[] = { { fd, POLLIN, 0 }, { wax_loop_fd(s->loop), POLLIN, 0 } };

    while (poll(polled, 2, PATIENCE_MS) > 0 && !polled[0].revents)
        wax_loop_turn(s->loop);
    return polled[0].revents;
}

static void begin_through(struct scene *s, unsigned port)
{
    char url[64];

    *s = (struct scene){ .loop = wax_loop_new(NULL) };
    begin_client(s, "submission://mail.example.org");
    snprintf(url, sizeof url, "socks5://ada@127.0.0.1:%u", port);
    wax_client_proxy(s->client, url, "sesame");
    CHECK(wax_submit(s->client, s->mail, on_done, s) == WAX_OK);
    wax_loop_turn(s->loop);
}

TEST("a proxy that is being asked is shown the login that was set for it, whatever is set meanwhile")
{
    struct scene s;
    unsigned port;
    int listener = listening(&port);
    char other[1000] = "", heard[64];

    begin_through(&s, port);
    CHECK(turn_until_heard(&s, listener));
    int proxy = accept(listener, NULL, NULL);
    CHECK(turn_until_heard(&s, proxy) && read(proxy, heard, sizeof heard) == 4);
    memset(other, 'x', sizeof other - 1);
    wax_client_proxy(s.client, "http://eve@127.0.0.1:9", other);
    CHECK(write(proxy, "\5\2", 2) == 2 && turn_until_heard(&s, proxy));
    CHECK(read(proxy, heard, sizeof heard) == 12 && memcmp(heard, "\1\3ada\6sesame", 12) == 0);
    end(&s);
    close(proxy);
    close(listener);
}

TEST("and so is one that is still being called")
{
    struct scene s;
    unsigned port;
    int listener = listening(&port);
    char heard[64];

    begin_through(&s, port);
    wax_client_proxy(s.client, NULL, NULL);
    CHECK(turn_until_heard(&s, listener));
    int proxy = accept(listener, NULL, NULL);
    CHECK(turn_until_heard(&s, proxy) && read(proxy, heard, sizeof heard) == 4 && memcmp(heard, "\5\2\0\2", 4) == 0);
    end(&s);
    close(proxy);
    close(listener);
}

static void submit_and_turn_once(struct scene *s)
{
    CHECK(wax_submit(s->client, s->mail, on_done, s) == WAX_OK);
    wax_loop_turn(s->loop);
}

TEST("where a name led is not remembered for another that was set while it was looked up")
{
    struct scene s;

    if (!begin_on(&s, wax_loop_new(NULL), NULL))
        return;
    wax_client_address(s.client, "127.1");          /* which the resolver alone knows, and asks nobody for */
    submit_and_turn_once(&s);
    wax_client_address(s.client, "127.2");
    turn_until_done(&s, 1);
    CHECK(s.status == WAX_OK && times(&s, "# looking up 127.1") == 1);
    submit_and_turn_once(&s);
    turn_until_done(&s, 2);
    CHECK(s.status == WAX_E_IO && times(&s, "# looking up 127.2") == 1 && strstr(s.error.text, "127.0.0.2"));
    CHECK(wax_sink_mails(s.sink.sink) == 1);
    end(&s);
}

static bool answers(struct scene *s, int proxy, const char *words, size_t len)
{
    return write(proxy, words, len) == (ssize_t)len && turn_until_heard(s, proxy);
}

TEST("a connection has the name that was set when it was begun")
{
    static const char led[] = "\5\0\0\1\0\0\0\0\0\0" "220 mail.example.org\r\n";
    struct scene s;
    unsigned port;
    int listener = listening(&port);
    char heard[64] = "";

    begin_through(&s, port);
    CHECK(turn_until_heard(&s, listener));
    int proxy = accept(listener, NULL, NULL);
    CHECK(turn_until_heard(&s, proxy) && read(proxy, heard, sizeof heard) == 4);
    wax_client_name(s.client, "second.example.org");
    CHECK(answers(&s, proxy, "\5\0", 2) && read(proxy, heard, sizeof heard) == 23);
    CHECK(answers(&s, proxy, led, sizeof led - 1) && read(proxy, heard, sizeof heard - 1) > 0);
    CHECK(strncmp(heard, "EHLO ", 5) == 0 && !strstr(heard, "second"));
    end(&s);
    close(proxy);
    close(listener);
}

TEST("what is cancelled is reported in the next turn, once, and was not tried")
{
    struct scene s;
    int fd = begin_silent_on(&s, wax_loop_new(NULL), "submission");

    wax_client_timeout(s.client, 0);
    CHECK(wax_submit(s.client, s.mail, on_done, &s) == WAX_OK);
    wax_loop_turn(s.loop);
    wax_client_cancel(s.client);
    CHECK(s.n_done == 0);
    wax_loop_turn(s.loop);
    CHECK(s.n_done == 1 && s.status == WAX_E_CANCELLED && s.fate == WAX_NOT_TRIED);
    wax_client_cancel(s.client);
    wax_loop_turn(s.loop);
    CHECK(s.n_done == 1);
    close(fd);
    end(&s);
}

/* -- what does not go together -------------------------------------------------------------------------------- */

static bool refuses(void (*set)(wax_client *), const char *url, wax_status status, const char *says)
{
    struct scene s = { 0 };
    wax_report *r;

    begin_client(&s, url);
    if (set)
        set(s.client);
    bool good = wax_send(s.client, s.mail, &r) == status && strstr(wax_client_error(s.client)->text, says) &&
                wax_report_recipients(r) == 1 && wax_report_result(r, 0)->fate == WAX_NOT_TRIED && !*s.trace;
    if (!good)
        test_note("%s", wax_client_error(s.client)->text);
    wax_report_free(r);
    end(&s);
    return good;
}

static void set_login(wax_client *c) { wax_client_login(c, "ada", "sesame"); }
static void set_login_without_user(wax_client *c) { wax_client_login(c, NULL, "sesame"); }
static void set_login_without_password(wax_client *c) { wax_client_login(c, "ada", NULL); }
static void set_external(wax_client *c) { wax_client_mechanism(c, "EXTERNAL"); }
static void set_external_in_clear(wax_client *c) { set_external(c); wax_client_tls_mode(c, WAX_TLS_INSECURE_NONE); }
static void set_external_and_then_none(wax_client *c) { set_external(c); wax_client_mechanism(c, NULL); }
static void set_clear_login(wax_client *c) { set_login(c); wax_client_tls_mode(c, WAX_TLS_INSECURE_NONE); }
static void set_opportunistic(wax_client *c) { wax_client_tls_mode(c, WAX_TLS_OPPORTUNISTIC); }
static void set_no_tls(wax_client *c) { wax_client_set_tls(c, NULL); }
static void set_bad_name(wax_client *c) { wax_client_name(c, "a\r\nQUIT"); }
static void set_bad_address(wax_client *c) { wax_client_address(c, "a b"); }

TEST("what would show a password, or can't be meant, is refused before anybody is called")
{
    CHECK(refuses(set_clear_login, "submission://127.0.0.1:9", WAX_E_AUTH, "without TLS"));
    CHECK(refuses(set_login, "lmtp+unix:///nowhere", WAX_E_USAGE, "local socket"));
    CHECK(refuses(set_opportunistic, "lmtp+unix:///nowhere", WAX_E_USAGE, "local socket"));
    CHECK(refuses(NULL, "submission://ada@127.0.0.1:9", WAX_E_USAGE, "ada"));
    CHECK(refuses(set_login_without_user, "submission://127.0.0.1:9", WAX_E_USAGE, "user"));
    CHECK(refuses(set_login_without_password, "submission://127.0.0.1:9", WAX_E_USAGE, "EXTERNAL"));
    CHECK(refuses(set_external_and_then_none, "submission://127.0.0.1:9", WAX_E_USAGE, "password"));
    CHECK(refuses(set_external_in_clear, "submission://127.0.0.1:9", WAX_E_AUTH, "without TLS"));
    CHECK(refuses(set_external, "lmtp+unix:///nowhere", WAX_E_USAGE, "local socket"));
    CHECK(refuses(set_no_tls, "submission://127.0.0.1:9", WAX_E_NOMEM, "memory"));
    CHECK(refuses(set_bad_name, "submission://127.0.0.1:9", WAX_E_USAGE, "EHLO"));
    CHECK(refuses(set_bad_address, "submission://127.0.0.1:9", WAX_E_USAGE, "host"));
    CHECK(refuses(NULL, "http://127.0.0.1", WAX_E_USAGE, "submission://"));
}

TEST("a mail without recipient or sender is refused by a sentence")
{
    struct scene s = { 0 };

    begin_client(&s, "submission://127.0.0.1:9");
    wax_message_free(s.mail);
    s.mail = wax_message_new();
    wax_message_set(s.mail, "From", "ada@example.org");
    wax_message_text(s.mail, "x");
    CHECK(wax_send(s.client, s.mail, NULL) == WAX_E_USAGE && strstr(wax_client_error(s.client)->text, "recipient"));
    CHECK(wax_submit(s.client, s.mail, on_done, &s) == WAX_E_USAGE && s.n_done == 0);
    CHECK(wax_submit(s.client, s.mail, NULL, &s) == WAX_E_USAGE);
    end(&s);
}

static bool refuses_ask(const char *recipient, wax_ask ask, const char *value, const char *says)
{
    struct scene s = { 0 };

    begin_client(&s, "submission://127.0.0.1:9");
    if (recipient)
        wax_message_ask_for(s.mail, recipient, ask, value, WAX_MUST);
    else
        wax_message_ask(s.mail, ask, value, WAX_MUST);
    bool good = wax_submit(s.client, s.mail, on_done, &s) == WAX_E_USAGE && strstr(wax_client_error(s.client)->text, says) && s.n_done == 0;
    end(&s);
    return good;
}

TEST("what can't be asked of any server is refused before anybody is called")
{
    CHECK(refuses_ask(NULL, WAX_ASK_RET, "ALL", "RET is FULL or HDRS"));
    CHECK(refuses_ask("grace@example.net", WAX_ASK_NOTIFY, "ALWAYS", "NOTIFY"));
    CHECK(refuses_ask("eve@example.net", WAX_ASK_NOTIFY, "NEVER", "eve@example.net, who is no recipient"));
    CHECK(refuses_ask(NULL, WAX_ASK_ENVID, "x\r\nRSET", "envelope id"));
}

TEST("a client that could not be made is a failed one")
{
    wax_report *r = (wax_report *)1;

    CHECK(wax_send(NULL, NULL, &r) == WAX_E_NOMEM && !r);
    CHECK(wax_submit(NULL, NULL, on_done, NULL) == WAX_E_NOMEM && wax_client_error(NULL)->status == WAX_E_NOMEM);
    wax_client_login(NULL, "ada", "x");
    wax_client_cancel(NULL);
    wax_client_free(NULL);
    CHECK(wax_client_on(NULL, "smtp://h") == NULL);
}

TEST("a refused port is told with its address")
{
    struct scene s;
    int fd = begin_silent(&s, "submission");

    close(fd);
    CHECK(send_it(&s) == WAX_E_IO && test_same(s.error.stage, "connect") && strstr(s.error.text, "127.0.0.1 port "));
    CHECK(strstr(s.error.text, "refused the connection") && !*s.peer && s.fate == WAX_NOT_TRIED);
    end(&s);
}

TEST("version and parts are told")
{
    CHECK(test_same(wax_version(), WAX_VERSION));
    CHECK(strncmp(wax_parts(), "OpenSSL ", 8) == 0 && strstr(wax_parts(), ", libuv "));
}
