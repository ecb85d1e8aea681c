/* play_test.c -- every dialogue over a real socket and real TLS: the sink plays the server, wax_client is the client.
 *
 * Knows client.h, message.h and testing.h, as any application would; the conversation itself the sink holds to the letter.  What a
 * dialogue asks of the core alone is left to the core's own player, and noted with the reason. */
#include "dialogue.h"
#include "test.h"

#include <wax/client.h>
#include <wax/testing.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAILS = 8, RECIPIENTS = 8, SHORT_WAIT_MS = 1000, PATIENCE_MS = 20000 };

/* What became of one mail; the report itself is only lent. */
struct outcome {
    wax_status status;
    wax_error  error;
    size_t     n;
    struct { char address[300]; wax_fate fate; wax_error why; } to[RECIPIENTS];
    unsigned   times;
    bool       has_reached;             /* the server, if only its port */
};

struct text {
    const uint8_t *p;
    size_t         len, at;
};

struct play {
    struct dialogue d;
    struct buf      message;
    wax_sink       *sink;
    pthread_t       thread;
    wax_status      followed;
    wax_loop       *loop;
    wax_client     *client;
    wax_tls        *tls;
    wax_message    *mail[MAILS];
    struct text     body[MAILS];
    struct outcome  outcome[MAILS];
    size_t          n_mails, n_done;
    struct buf      said;               /* what the client said, by its own trace */
};

static const char *setup(const struct play *p, const char *key, const char *otherwise)
{
    return wax__dialogue_setup(&p->d, key, otherwise);
}

/* -- what only the core can play ------------------------------------------------------------------------------ */

static const char *why_core_only(const struct play *p)
{
    if (setup(p, "core-only", NULL))
        return setup(p, "core-only", NULL);
    if (setup(p, "no-size", NULL))
        return "the client has no such setting";
    for (size_t i = 0; i < p->d.n_moves; i++)
        if (p->d.moves[i].kind == MOVE_WAIT && p->d.moves[i].ms > SHORT_WAIT_MS)
            return "it waits for longer than a breath";
    return NULL;
}

/* -- the server ----------------------------------------------------------------------------------------------- */

static void *run_sink(void *arg)
{
    struct play *p = arg;

    p->followed = wax_sink_run(p->sink);
    return NULL;
}

static bool start_sink(struct play *p)
{
    p->sink = wax_sink_new();
    wax_sink_name(p->sink, "mail.example.net");
    wax_sink_play(p->sink, p->d.path);
    wax_sink_run_for(p->sink, 1);
    if (!CHECK(wax_sink_open(p->sink) == WAX_OK)) {
        test_note("%s", wax_sink_error(p->sink)->text);
        return false;
    }
    return CHECK(pthread_create(&p->thread, NULL, run_sink, p) == 0);
}

/* -- the mails ------------------------------------------------------------------------------------------------ */

static wax_status read_text(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct text *t = user;

    (void)why;
    *n = t->len - t->at < room ? t->len - t->at : room;
    memcpy(to, t->p + t->at, *n);
    t->at += *n;
    return WAX_OK;
}

static wax_status rewind_text(void *user, wax_error *why)
{
    (void)why;
    ((struct text *)user)->at = 0;
    return WAX_OK;
}

static void make_message(struct play *p)
{
    for (size_t i = 0; i < p->d.n_setup; i++)
        if (strcmp(p->d.setup[i].key, "body") == 0)
            CHECK(wax__dialogue_unescape(&p->message, p->d.setup[i].value));
    if (!setup(p, "body", NULL))
        wax__buf_puts(&p->message, "Subject: t\r\n\r\nhello\r\n");
}

static void ask(const struct play *p, wax_message *m)
{
    struct dialogue_ask a;

    for (size_t at = 0; wax__dialogue_ask(&p->d, &at, &a);)
        if (*a.recipient)
            wax_message_ask_for(m, a.recipient, a.kind, a.value, a.how);
        else
            wax_message_ask(m, a.kind, a.value, a.how);
}

static wax_message *make_mail(struct play *p, size_t i)
{
    wax_message *m = wax_message_new();

    p->body[i] = (struct text){ buf_data(&p->message), buf_len(&p->message), 0 };
    wax_message_raw(m, (wax_source){ read_text, rewind_text, NULL, &p->body[i] });
    wax_message_envelope_from(m, setup(p, "from", "ada@example.org"));
    for (size_t k = 0; k < p->d.n_setup; k++)
        if (strcmp(p->d.setup[k].key, "to") == 0)
            wax_message_envelope_to(m, p->d.setup[k].value);
    if (!setup(p, "to", NULL))
        wax_message_envelope_to(m, "grace@example.net");
    ask(p, m);
    return m;
}

/* -- the client ----------------------------------------------------------------------------------------------- */

static void keep_said(void *user, const wax_trace_event *e)
{
    struct play *p = user;

    if (e->kind == WAX_TRACE_SAID)
        wax__buf_putf(&p->said, "%s\n", e->text);
}

static wax_tls_mode tls_mode(const char *name)
{
    static const char *const names[] = { "required", "implicit", "opportunistic", "insecure-none" };
    int i = 3;

    while (i > 0 && strcmp(name, names[i]) != 0)
        i--;
    return (wax_tls_mode)i;
}

static void log_in(struct play *p)
{
    char user[600];
    const char *login = setup(p, "login", NULL);

    if (!login)
        return;
    size_t n = strcspn(login, " ");
    snprintf(user, sizeof user, "%.*s", (int)n, login);
    wax_client_login(p->client, user, login[n] ? login + n + 1 : "");
}

static void set_up_client(struct play *p)
{
    const char *mode = setup(p, "tls", "required"), *mechanism = setup(p, "mechanism", NULL);
    const char *scheme = setup(p, "lmtp", NULL) ? "lmtp" : strcmp(mode, "implicit") == 0 ? "submissions" : "submission";
    char url[64];

    snprintf(url, sizeof url, "%s://mail.example.net:%u", scheme, wax_sink_port(p->sink));
    p->client = wax_client_on(p->loop, url);
    wax_client_address(p->client, "127.0.0.1");
    wax_tls_ca_file(p->tls, wax_sink_ca_file(p->sink));
    wax_client_set_tls(p->client, p->tls);
    wax_client_tls_mode(p->client, tls_mode(mode));
    wax_client_name(p->client, setup(p, "name", "client.example.net"));
    if (mechanism)
        wax_client_mechanism(p->client, mechanism);
    log_in(p);
    if (setup(p, "no-quit", NULL))
        wax_client_idle(p->client, PATIENCE_MS);
    wax_client_timeout(p->client, PATIENCE_MS);
    wax_client_trace(p->client, keep_said, p);
}

static void note(struct outcome *o, const wax_report *r)
{
    o->times++;
    o->status = wax_report_status(r);
    o->error = *wax_report_error(r);
    o->n = wax_report_recipients(r);
    o->has_reached = *wax_report_peer(r) != 0;
    for (size_t i = 0; i < o->n && i < RECIPIENTS; i++) {
        const wax_result *result = wax_report_result(r, i);
        snprintf(o->to[i].address, sizeof o->to[i].address, "%s", result->address);
        o->to[i].fate = result->fate;
        o->to[i].why = result->why;
    }
}

static void on_done(void *user, wax_message *m, const wax_report *r)
{
    struct play *p = user;

    for (size_t i = 0; i < p->n_mails; i++)
        if (p->mail[i] == m)
            note(&p->outcome[i], r);
    if (++p->n_done == p->n_mails) {
        wax_client_free(p->client);
        p->client = NULL;
    }
}

static void send_mails(struct play *p)
{
    p->n_mails = (size_t)atoi(setup(p, "mails", "1"));
    CHECK(p->n_mails >= 1 && p->n_mails <= MAILS);
    for (size_t i = 0; i < p->n_mails; i++)
        p->mail[i] = make_mail(p, i);
    for (size_t i = 0; i < p->n_mails; i++) {
        wax_status st = wax_submit(p->client, p->mail[i], on_done, p);
        if (st) {
            p->outcome[i] = (struct outcome){ .status = st, .error = *wax_client_error(p->client), .times = 1 };
            p->n_done++;
        }
    }
    wax_loop_run(p->loop);
}

/* -- what must come out --------------------------------------------------------------------------------------- */

static void split(const char *value, char words[][300], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = strcspn(value, " ");
        snprintf(words[i], 300, "%.*s", (int)len, value);
        value += len + (value[len] == ' ');
    }
}

/* "ADDRESS FATE [CODE [ENHANCED]]", of the first mail. */
static bool fate_is(const struct outcome *o, const char *value)
{
    char w[4][300], code[16];

    split(value, w, 4);
    for (size_t i = 0; i < o->n && i < RECIPIENTS; i++) {
        if (strcmp(o->to[i].address, w[0]) != 0)
            continue;
        snprintf(code, sizeof code, "%d", o->to[i].why.smtp);
        return strcmp(wax_fate_name(o->to[i].fate), w[1]) == 0 && (!*w[2] || strcmp(code, w[2]) == 0) &&
               (!*w[3] || strcmp(o->to[i].why.enhanced, w[3]) == 0);
    }
    return false;
}

static bool says(const struct outcome *o, const char *text)
{
    bool does = strstr(o->error.text, text) != NULL;

    for (size_t i = 0; i < o->n && i < RECIPIENTS; i++)
        does = does || strstr(o->to[i].why.text, text);
    return does;
}

static bool has_said(struct play *p, const char *text)
{
    return wax__buf_put(&p->said, "", 1) && strstr((const char *)buf_data(&p->said), text);
}

/* A report is about a mail: why the conversation failed it says only where nothing else befell the mail. */
static bool tells_of_session(const struct outcome *o)
{
    bool is_untouched = true;

    for (size_t i = 0; i < o->n && i < RECIPIENTS; i++)
        is_untouched = is_untouched && o->to[i].fate == WAX_NOT_TRIED;
    return is_untouched;
}

static bool has_outcome(const struct play *p, const char *key)
{
    bool has = false;

    for (size_t i = 0; i < p->d.n_outcome; i++)
        has = has || strcmp(p->d.outcome[i].key, key) == 0;
    return has;
}

static bool came_out(struct play *p, const struct setting *s)
{
    const struct outcome *o = &p->outcome[0];

    if (strcmp(s->key, "status") == 0)
        return strcmp(wax_status_name(o->status), s->value) == 0;
    if (strcmp(s->key, "session") == 0)
        return !tells_of_session(o) || strcmp(wax_status_name(o->status), s->value) == 0;
    if (strcmp(s->key, "fate") == 0)
        return fate_is(o, s->value);
    if (strcmp(s->key, "says") == 0)
        return says(o, s->value) || (has_outcome(p, "session") && !tells_of_session(o));
    if (strcmp(s->key, "never") == 0)
        return !has_said(p, s->value);
    return strcmp(s->key, "step") == 0;     /* the core's own */
}

static void judge(struct play *p)
{
    if (!CHECK(p->followed == WAX_OK))
        test_note("%s", wax_sink_error(p->sink)->text);
    for (size_t i = 0; i < p->n_mails; i++)
        CHECK(p->outcome[i].times == 1);
    for (size_t i = 0; i < p->d.n_outcome; i++)
        if (!CHECK(came_out(p, &p->d.outcome[i])))
            test_note("%s:%u: = %s %s; it came out as %s: %s", p->d.path, p->d.outcome[i].line, p->d.outcome[i].key,
                      p->d.outcome[i].value, wax_status_name(p->outcome[0].status), p->outcome[0].error.text);
}

/* -- one dialogue --------------------------------------------------------------------------------------------- */

static void play(struct play *p)
{
    if (!start_sink(p))
        return;
    make_message(p);
    p->loop = wax_loop_new(NULL);
    p->tls = wax_tls_new();
    set_up_client(p);
    send_mails(p);
    wax_client_free(p->client);
    if (!p->outcome[0].has_reached)
        wax_sink_stop(p->sink);
    pthread_join(p->thread, NULL);
    judge(p);
}

static void clean_up(struct play *p)
{
    for (size_t i = 0; i < MAILS; i++)
        wax_message_free(p->mail[i]);
    wax_loop_free(p->loop);
    wax_tls_free(p->tls);
    wax_sink_free(p->sink);
    wax__buf_clear(&p->said);
    wax__buf_clear(&p->message);
    wax__dialogue_clear(&p->d);
}

static void one(void *arg)
{
    struct play p = { 0 };
    wax_error why = { 0 };

    if (CHECK(wax__dialogue_read(&p.d, arg, &why) == WAX_OK))
        play(&p);
    else
        test_note("%s", why.text);
    clean_up(&p);
}

/* "hostile/x.smtp", not where the tree lies. */
static const char *short_name(const char *path)
{
    const char *at = strstr(path, "dialogues/");

    return at ? at + strlen("dialogues/") : path;
}

/* Such a dialogue is no test that was left out: the core's own player has it. */
static bool is_the_cores(const char *path)
{
    struct play p = { 0 };
    const char *reason = wax__dialogue_read(&p.d, path, &(wax_error){ 0 }) == WAX_OK ? why_core_only(&p) : NULL;

    if (reason)
        test_note("%s is played by the core alone: %s", short_name(path), reason);
    wax__dialogue_clear(&p.d);
    return reason;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (!is_the_cores(argv[i]))
            test_run(short_name(argv[i]), one, argv[i]);
    return test_exit();
}
