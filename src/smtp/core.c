/* core.c -- the crank: whose move it is, one state to the next, and the public calls of smtp.h.
 *
 * Knows the table and turns it; what is said and what a reply means is in the files beside it.  Does no I/O, reads no clock.
 * Guarantee: a handler leads only where its row of the table allows.
 */
#include "core.h"

#include "conceal.h"
#include "fail.h"
#include "limit.h"
#include "login.h"
#include "path.h"
#include "room.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATE_ROW(state, stage, seconds, says, hears, to) [state] = { #state, stage, seconds, says, hears, to },
const struct row wax__states[N_STATES] = { STATES(STATE_ROW) };

/* -- making one -------------------------------------------------------------------------------------------- */

static void set_string(struct wax_smtp *c, char **to, const char *value)
{
    char *copy = value ? strdup(value) : NULL;

    if (!copy)
        wax__fail_memory(&c->why, "setup");
    free(*to);
    *to = copy;
}

wax_smtp *wax_smtp_new(const char *host)
{
    struct wax_smtp *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    set_string(c, &c->host, host ? host : "the server");
    set_string(c, &c->name, "localhost");
    if (c->why.status) {
        wax_smtp_free(c);
        return NULL;
    }
    return c;
}

void wax_smtp_set_lmtp(wax_smtp *c)
{
    if (c)
        c->is_lmtp = true;
}

void wax_smtp_set_tls(wax_smtp *c, wax_tls_mode mode)
{
    if (c)
        c->tls = mode;
}

void wax_smtp_set_name(wax_smtp *c, const char *name)
{
    if (c && !wax__path_check_name(name ? name : "", &c->why))
        set_string(c, &c->name, name);
}

/* Also when it fails: a login that was asked for is never skipped. */
static bool begin_login(struct wax_smtp *c, const char *user, size_t secret_len)
{
    c->has_login = true;
    if (!user || secret_len > LIMIT_SECRET || strlen(user) > LIMIT_SECRET)
        wax__fail(&c->why, WAX_E_USAGE, "auth", "a login needs a user and a secret of at most %d bytes", LIMIT_SECRET);
    else if (!wax__text_is_utf8(user, strlen(user)))
        wax__fail(&c->why, WAX_E_USAGE, "auth", "the user's name is not UTF-8");
    else
        return true;
    return false;
}

void wax_smtp_set_login(wax_smtp *c, const char *user, const char *secret)
{
    size_t len = secret ? strlen(secret) : SIZE_MAX;

    if (!c || !begin_login(c, user, len))
        return;
    if (wax__secret_set(&c->login.secret, secret, len))
        set_string(c, &c->login.user, user);
    else
        wax__fail_memory(&c->why, "auth");
}

void wax__smtp_share_login(wax_smtp *c, const char *user, const struct secret *secret)
{
    if (!c || !begin_login(c, user, secret->len))
        return;
    wax__secret_share(&c->login.secret, secret);
    set_string(c, &c->login.user, user);
}

void wax_smtp_set_mechanism(wax_smtp *c, const char *name)
{
    if (c && name)
        set_string(c, &c->wish, name);
}

void wax_smtp_set_trace(wax_smtp *c, wax_trace_fn *fn, void *user)
{
    if (c) {
        c->trace = fn;
        c->trace_user = user;
    }
}

void wax_smtp_free(wax_smtp *c)
{
    static const wax_error freed = { .status = WAX_E_CANCELLED, .stage = "session", .text = "the conversation was ended before the message was settled" };

    if (!c)
        return;
    wax_smtp_broken(c, c->n_sent, &freed);
    wax__secret_clear(&c->login.secret);
    wax__admission_free(c->epoch.admission);
    wax__buf_clear(&c->own_lines);
    wax__buf_wipe(&c->out);
    wax__ledger_clear(&c->epoch.ledger);
    free(c->login.user);
    free(c->wish);
    free(c->name);
    free(c->host);
    free(c);
}

/* -- words of the other files ------------------------------------------------------------------------------- */

void wax__trace(struct wax_smtp *c, wax_trace_kind kind, const void *bytes, size_t len)
{
    char text[1024];

    if (!c->trace)
        return;
    wax__text_printable(text, sizeof text, bytes, len);
    c->trace(c->trace_user, &(wax_trace_event){ kind, c->now, text });
}

bool wax__put(struct wax_smtp *c, const void *p, size_t n)
{
    if (!wax__buf_put(&c->out, p, n)) {
        wax__fail_memory(&c->why, wax__states[c->state].stage);
        wax__give_up(c);
        return false;
    }
    c->n_said += n;
    return true;
}

void wax__expect(struct wax_smtp *c, enum state line, size_t rcpt)
{
    struct wax_delivery *d = line < MAIL ? NULL : c->speaking;

    if (!wax__ledger_room(&c->epoch.ledger)) {
        wax__fail_memory(&c->why, wax__states[line].stage);
        wax__give_up(c);
        return;
    }
    wax__ledger_add(&c->epoch.ledger, (struct entry){ line, d, rcpt, c->n_said });
    if (d)
        d->now.n_due++;
}

/* The end of a delivery may have reached the server, and then only the server knows what became of it. */
static void lose(struct wax_delivery *d, uint64_t sent, const wax_error *why)
{
    wax_error lost = { 0 };

    d->now.n_due = 0;
    d->now.speech = SPEECH_OVER;
    if (!d->now.end_at || sent < d->now.end_at) {
        wax__delivery_fail(d, why, WAX_NOT_TRIED);
        return;
    }
    wax__fail(&lost, WAX_E_UNCERTAIN, "end", "the whole message was sent and its answer was lost, so it may have been delivered: %s", why->text);
    wax__delivery_fail(d, &lost, WAX_UNCERTAIN);
}

static void end_conversation(struct wax_smtp *c, uint64_t sent)
{
    c->state = GIVE_UP;
    wax__time_state(c);
    for (struct wax_delivery *d = c->first; d; d = d->now.next)
        lose(d, sent, &c->why);
    c->speaking = c->unsaid = NULL;
    wax__sweep(c);
    wax__buf_wipe(&c->out);
    wax__ledger_clear(&c->epoch.ledger);
}

void wax__give_up(struct wax_smtp *c)
{
    end_conversation(c, c->n_sent);
}

/* -- the crank ---------------------------------------------------------------------------------------------- */

static void end_admission(struct epoch *e)
{
    wax__admission_free(e->admission);
    e->admission = NULL;
}

static void move(struct wax_smtp *c, enum state next)
{
    if (next == STAY || c->state == GIVE_UP)
        return;
    assert(wax__states[c->state].may_lead_to & TO(next));
    if (next == GIVE_UP)
        wax__give_up(c);
    c->state = next;
    wax__time_state(c);
    c->has_spoken = false;
    if (next == READY || next == GIVE_UP)
        end_admission(&c->epoch);
    if (next == STAY_CLEAR)
        move(c, wax__gate(c));
}

/* TLS from the first byte enters the machine at UPGRADE, with an empty clear epoch behind it. */
static void begin(struct wax_smtp *c)
{
    if (c->has_begun)
        return;
    c->has_begun = true;
    c->state = c->tls == WAX_TLS_IMPLICIT ? UPGRADE : GREETING;
    wax__time_state(c);
    if (c->why.status)
        wax__give_up(c);
    else if (c->state == GREETING)
        await_greeting(c);
}

static void speak(struct wax_smtp *c)
{
    while (c->state != GIVE_UP && buf_len(&c->out) < LIMIT_FLIGHT) {
        enum state line = c->state == READY ? wax__next_line(c) : c->state;
        bool is_ours = line < MAIL;
        if (c->state == GIVE_UP || line == READY || (is_ours && line == c->state && c->has_spoken))
            return;
        if (is_ours && line != c->state) {
            move(c, line);
            continue;
        }
        c->has_spoken = is_ours;
        wax__states[line].says(c);
    }
}

/* Nothing waits for the reply to QUIT. */
static bool is_done(const struct wax_smtp *c)
{
    return c->state == CLOSED || (c->state == QUIT && !c->first && !buf_len(&c->out));
}

static bool is_idle(const struct wax_smtp *c)
{
    return c->state == READY && !c->first;      /* in READY every line that is due belongs to a delivery */
}

/* Thousands of conversations may lie idle in one process: the room of their mails is given back.  While one mail follows the other it stays. */
static wax_step rest(struct wax_smtp *c)
{
    if (c->keeps_room) {
        wax__buf_blank(&c->out);
        return WAX_IDLE;
    }
    wax__buf_wipe(&c->out);
    if (!wax__ledger_head(&c->epoch.ledger))
        wax__ledger_clear(&c->epoch.ledger);
    return WAX_IDLE;
}

void wax__smtp_keep_room(wax_smtp *c, bool keeps)
{
    bool gives_back = c->keeps_room && !keeps;

    c->keeps_room = keeps;
    if (gives_back && is_idle(c) && !buf_len(&c->out))
        rest(c);
}

static wax_step step(struct wax_smtp *c)
{
    begin(c);
    bool was_quiet = !buf_len(&c->out);
    speak(c);
    if (was_quiet && buf_len(&c->out))
        c->wrote_at = c->now;       /* a flight's patience begins with it, however long nothing was said before */
    wax__sweep(c);
    if (c->state == GIVE_UP)
        return WAX_FAILED;
    if (buf_len(&c->out))
        return WAX_SEND;
    if (c->state == UPGRADE)
        return WAX_UPGRADE;
    if (is_done(c))
        return WAX_DONE;
    return is_idle(c) ? rest(c) : WAX_HEAR;
}

wax_step wax_smtp_step(wax_smtp *c)
{
    if (!c)
        return WAX_FAILED;
    wax__time_step(c, true);
    wax_step next = step(c);
    wax__time_step(c, false);
    return next;
}

const uint8_t *wax_smtp_out(wax_smtp *c, size_t *len)
{
    *len = c ? buf_len(&c->out) : 0;
    return c ? buf_data(&c->out) : NULL;
}

void wax_smtp_sent(wax_smtp *c, size_t n)
{
    size_t have = c ? buf_len(&c->out) : 0;

    if (!c)
        return;
    if (n > have)
        n = have;
    if (c->out_holds_secret)
        wax__wipe(c->out.mem + c->out.start, n);
    wax__buf_take(&c->out, n);
    c->n_sent += n;
    if (n < have)
        return;
    c->out_holds_secret = false;
    c->wrote_at = c->now;
}

/* -- hearing ------------------------------------------------------------------------------------------------ */

/* In what is no reply our secret may stand as well, and then none of it is quoted. */
static wax_status parse(struct wax_smtp *c, struct reply *r, const uint8_t *p, size_t len)
{
    bool is_first = !c->why.status;
    wax_status status = wax__reply_parse(r, p, len, &c->why);

    r->hidden = &c->login.secret;
    if (is_first && c->why.status && wax__secret_shows(r->hidden, p, len < LIMIT_REPLY_LINE ? len : LIMIT_REPLY_LINE)) {
        c->why = (wax_error){ 0 };
        wax__fail(&c->why, status, "reply", "expected a reply of SMTP, got a line that repeats our secret");
    }
    return status;
}

static void trace_reply(struct wax_smtp *c, const struct reply *r)
{
    const uint8_t *p = r->all.p, *end = p + r->all.len;
    char clean[1024];

    while (c->trace && p < end) {
        const uint8_t *lf = memchr(p, '\n', (size_t)(end - p));
        wax__trace(c, WAX_TRACE_HEARD, clean, wax__conceal(clean, sizeof clean, p, (size_t)(lf - 1 - p), r->hidden));
        p = lf + 1;
    }
}

/* With LMTP the end is answered once for each recipient that was taken, in the order of their RCPTs, RFC 2033 s.4.2; once, when there is
 * none.  The entry moves on from one to the next. */
static void find_turn(const struct wax_smtp *c, struct entry *e)
{
    if (c->is_lmtp && e->line == END)
        e->rcpt = wax__delivery_waiting(e->delivery, e->rcpt);
}

static bool stays_due(const struct wax_smtp *c, const struct entry *e)
{
    return c->is_lmtp && e->line == END && wax__delivery_waiting(e->delivery, e->rcpt + 1) < e->delivery->n_rcpt;
}

/* The oldest question that has gone out: what is said and was not even sent can't have been answered. */
static struct entry *asked(const struct wax_smtp *c)
{
    struct entry *head = wax__ledger_head(&c->epoch.ledger);

    return head && head->said <= c->n_sent ? head : NULL;
}

/* 421 may come at any time, RFC 5321 s.3.8; what it answers is refused for now, and nothing more will be heard.  A message whose end
 * was said already is refused with it: replies come in order, so the server had not got to the end.  With LMTP the end of a message is
 * as many answers as it has recipients, and 421 is the answer for one: the others are lost. */
static enum state on_closing(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    wax__reply_fail(&c->why, r, e ? wax__states[e->line].stage : "session", "the server is closing the connection");
    if (!e || !e->delivery)
        return GIVE_UP;
    if (c->is_lmtp && e->line == END && e->rcpt < e->delivery->n_rcpt)
        wax__delivery_settle(e->delivery, e->rcpt, &c->why, WAX_DEFERRED);
    else
        wax__delivery_fail(e->delivery, &c->why, WAX_DEFERRED);
    return GIVE_UP;
}

static enum state unsolicited(struct wax_smtp *c, const struct reply *r)
{
    char text[200];

    wax__reply_print(text, sizeof text, r);
    wax__fail(&c->why, WAX_E_UNSOLICITED, wax__states[c->state].stage,
              "%s sent a reply to nothing we said (%s): it is not to be trusted, so we left", c->host, text);
    return GIVE_UP;
}

static void answer(struct wax_smtp *c, const struct reply *r)
{
    struct entry *head = asked(c);

    if (head)
        find_turn(c, head);
    if (!head || (r->code == 421 && head->line != QUIT)) {
        move(c, head || r->code == 421 ? on_closing(c, head, r) : unsolicited(c, r));
        return;
    }
    struct entry e = *head;
    if (!stays_due(c, &e)) {
        wax__ledger_take(&c->epoch.ledger);
        if (e.delivery)
            e.delivery->now.n_due--;
    }
    if (e.line == MAIL || e.line == RCPT || e.line == DATA)
        wax__time_end(c, e.delivery, "envelope");
    enum state next = wax__states[e.line].hears(c, &e, r);
    assert(wax__states[e.line].may_lead_to & TO(next));
    move(c, next);
}

static bool may_become_421(const uint8_t *p, size_t len)
{
    return memcmp(p, "421", len < 3 ? len : 3) == 0;
}

/* Bytes that came when nothing was asked came before their question, be they a whole reply or the first digit of one.  A goodbye is
 * heard before another word is said to nobody.  After STARTTLS it is the stream that looks, and says it better. */
static void look_behind(struct wax_smtp *c, const uint8_t *p, size_t len)
{
    struct reply r;

    if (!len || c->state == GIVE_UP || c->state == UPGRADE || c->state == CLOSED || asked(c))
        return;
    wax_status status = parse(c, &r, p, len);
    if (status == WAX_AGAIN && may_become_421(p, len))
        return;
    if (status == WAX_OK) {
        trace_reply(c, &r);
        move(c, r.code == 421 ? on_closing(c, NULL, &r) : unsolicited(c, &r));
        return;
    }
    if (status == WAX_AGAIN)
        wax__fail(&c->why, WAX_E_UNSOLICITED, wax__states[c->state].stage,
                  "%s sent %zu bytes before anything was asked: they are not to be trusted, so we left", c->host, len);
    move(c, GIVE_UP);
}

static wax_status refuse_bytes(struct wax_smtp *c, unsigned epoch, size_t len)
{
    if (c->state == UPGRADE && epoch == c->epoch.number)
        wax__fail(&c->why, WAX_E_INJECTION, "starttls",
                  "the server sent %zu bytes between its 220 and our ClientHello: someone may be injecting replies", len);
    else
        wax__fail(&c->why, WAX_E_INJECTION, wax__states[c->state].stage,
                  "%zu bytes of epoch %u came to a conversation in epoch %u: what was read before the handshake is not heard after it",
                  len, epoch, c->epoch.number);
    wax__give_up(c);
    return c->why.status;
}

/* There are bytes of our epoch, and somebody to hear them. */
static wax_status hear_reply(struct wax_smtp *c, const uint8_t *p, size_t len, size_t *used)
{
    struct reply r;
    wax_status status = parse(c, &r, p, len);

    if (status == WAX_AGAIN)
        look_behind(c, p, len);
    else if (status)
        wax__give_up(c);
    if (status)
        return c->state == GIVE_UP ? c->why.status : WAX_AGAIN;
    *used = r.all.len;
    c->heard_at = c->now;
    trace_reply(c, &r);
    answer(c, &r);
    look_behind(c, p + *used, len - *used);
    wax__sweep(c);
    return c->state == GIVE_UP ? c->why.status : WAX_OK;
}

wax_status wax_smtp_hear(wax_smtp *c, unsigned epoch, const uint8_t *p, size_t len, size_t *used)
{
    *used = 0;
    if (!c)
        return WAX_E_NOMEM;
    begin(c);
    if (c->state == GIVE_UP)
        return c->why.status;
    if (c->state == CLOSED) {
        *used = len;                /* the server said goodbye: what it says now is said to nobody */
        return WAX_OK;
    }
    if (epoch != c->epoch.number || (c->state == UPGRADE && len))
        return refuse_bytes(c, epoch, len);
    wax_status status = len ? hear_reply(c, p, len, used) : WAX_AGAIN;
    wax__time_heard(c, *used && *used < len);
    return status;
}

/* -- the seam ----------------------------------------------------------------------------------------------- */

/* A fresh one: nothing of the last is in it. */
static bool begin_epoch(struct wax_smtp *c, const wax_tls_info *facts)
{
    struct epoch fresh = { .number = c->epoch.number + 1, .is_verified = facts->verified, .admission = wax__admission_new(facts) };

    wax__ledger_clear(&c->epoch.ledger);
    c->epoch = fresh;
    if (fresh.admission)
        return true;
    wax__fail_memory(&c->why, "tls");
    wax__give_up(c);
    return false;
}

wax_status wax_smtp_upgraded(wax_smtp *c, const wax_tls_info *facts)
{
    if (!c)
        return WAX_E_NOMEM;
    begin(c);
    if (c->state != UPGRADE || !facts) {
        wax__fail(&c->why, WAX_E_USAGE, "tls", "upgraded was called in state %s, without an upgrade that was asked for",
                  wax__states[c->state].name);
        wax__give_up(c);
        return c->why.status;
    }
    bool was_greeted = c->tls != WAX_TLS_IMPLICIT;
    if (!begin_epoch(c, facts))
        return c->why.status;
    c->heard_at = c->now;
    wax__trace(c, WAX_TRACE_TLS, "", 0);
    move(c, was_greeted ? SECURE_HELLO : SECURE_GREETING);
    if (c->state == SECURE_GREETING)
        await_greeting(c);
    return WAX_OK;
}

/* What we were waiting for, in words. */
static const char *awaited(const struct wax_smtp *c, char *to, size_t size)
{
    const struct entry *head = wax__ledger_head(&c->epoch.ledger);
    enum state line = head ? head->line : c->state;
    bool is_hello = line == CLEAR_HELLO || line == SECURE_HELLO || line == AUTHED_HELLO;

    if (line == GREETING && !c->is_lmtp)
        return "its greeting; if this port expects TLS from the first byte, as 465 does, use smtps://";
    if (line == GREETING || line == SECURE_GREETING)
        return "its greeting";
    if (line == UPGRADE)
        return "the TLS handshake";
    if (line == END)
        return "its answer to the end of the message";
    if (line == OWN_LINE)
        return "its reply to a line that was to be said";
    snprintf(to, size, "its reply to %s", is_hello ? c->is_lmtp ? "LHLO" : "EHLO" : line == CHUNK ? "BDAT" : wax__states[line].name);
    return head ? to : "nothing in particular";
}

static const char *stage_of(const struct wax_smtp *c)
{
    const struct entry *head = wax__ledger_head(&c->epoch.ledger);

    return wax__states[head ? head->line : c->state].stage;
}

void wax_smtp_broken(wax_smtp *c, uint64_t sent, const wax_error *why)
{
    static const wax_error lost = { .status = WAX_E_EOF, .text = "the connection was lost" };
    char words[64];

    if (!c || c->state == GIVE_UP || is_done(c))
        return;
    begin(c);
    if (!why || !why->status)
        why = &lost;
    if (*why->stage)
        wax__fail(&c->why, why->status, why->stage, "%s", why->text);
    else
        wax__fail(&c->why, why->status, stage_of(c), "%s while we waited for %s", why->text, awaited(c, words, sizeof words));
    end_conversation(c, sent);
}

/* -- time --------------------------------------------------------------------------------------------------- */

int64_t wax_smtp_deadline_ms(const wax_smtp *c)
{
    const struct entry *head = c ? wax__ledger_head(&c->epoch.ledger) : NULL;
    const int64_t write_patience = 180 * 1000;      /* RFC 5321 s.4.5.3.2.5, for a whole flight */

    if (!c || c->state == GIVE_UP)
        return INT64_MAX;
    if (buf_len(&c->out))
        return (c->wrote_at > c->heard_at ? c->wrote_at : c->heard_at) + write_patience;
    int seconds = head ? wax__states[head->line].seconds : wax__states[c->state].seconds;
    if (!seconds)
        return INT64_MAX;
    return (c->wrote_at > c->heard_at ? c->wrote_at : c->heard_at) + seconds * 1000;
}

static void too_late(struct wax_smtp *c)
{
    const struct entry *head = wax__ledger_head(&c->epoch.ledger);
    char words[64];

    if (buf_len(&c->out))
        wax__fail(&c->why, WAX_E_TIMEOUT, stage_of(c), "%s took nothing of what we sent for 180 seconds", c->host);
    else
        wax__fail(&c->why, WAX_E_TIMEOUT, stage_of(c), "%s was silent for %d seconds while we waited for %s", c->host,
                  wax__states[head ? head->line : c->state].seconds, awaited(c, words, sizeof words));
    wax__give_up(c);
}

wax_status wax_smtp_now(wax_smtp *c, int64_t now)
{
    if (!c)
        return WAX_E_NOMEM;
    if (!c->has_clock)
        c->heard_at = c->wrote_at = now;
    c->has_clock = true;
    c->now = now;
    if (now >= wax_smtp_deadline_ms(c))
        too_late(c);
    return c->state == GIVE_UP ? c->why.status : WAX_OK;
}

/* -- deliveries --------------------------------------------------------------------------------------------- */

/* A conversation that has failed, has said goodbye or could not even be made takes no more messages. */
static void turn_away(const struct wax_smtp *c, struct wax_delivery *d)
{
    wax_error why = *wax_smtp_error(c);

    wax__fail(&why, WAX_E_USAGE, "session", "the conversation with %s has said goodbye already; hand the message to another", c ? c->host : "");
    wax__delivery_call_off(d, &why);
}

void wax_smtp_deliver(wax_smtp *c, wax_delivery *d)
{
    if (!d || d->now.is_handed)
        return;
    d->now.is_handed = true;
    if (!c || c->state == GIVE_UP || c->state == OWN_LINE || c->state == QUIT || c->state == CLOSED) {
        turn_away(c, d);
        return;
    }
    if (c->last)
        c->last->now.next = d;
    else
        c->first = d;
    c->last = d;
    if (!c->unsaid)
        c->unsaid = d;
}

void wax_smtp_quit(wax_smtp *c)
{
    if (c)
        c->wants_quit = true;
}

const wax_error *wax_smtp_error(const wax_smtp *c)
{
    static const wax_error none = { WAX_E_NOMEM, 0, "", "setup", "memory is used up" };

    return c ? &c->why : &none;
}
