/* client.c -- messages in the order they were submitted, over one connection at a time, each to its report.
 *
 * Knows who waits, who is carried and whose time is over; what is said to the server is the connection's.  Everything that calls back
 * happens in `work`, inside a turn, and `tell` comes last in it.
 * Guarantee: `done` runs exactly once for each message that was taken. */
#include "conn.h"
#include "fail.h"
#include "wax_client.h"
#include "wax_loop.h"

#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_MS = 10 * 60 * 1000 };

static void work(void *client);

/* -- its life ----------------------------------------------------------------------------------------------- */

wax_client *wax_client_on(wax_loop *loop, const char *url)
{
    struct wax_client *c = loop ? calloc(1, sizeof *c) : NULL;

    if (!c || !(c->timer = wax__timer_new(loop, work, c))) {
        free(c);
        return NULL;
    }
    c->terms.loop = loop;
    c->timeout_ms = TIMEOUT_MS;
    c->idle_since = c->due = INT64_MAX;
    wax__url_parse(&c->terms.url, url ? url : "", &c->set);
    c->terms.tls_mode = c->terms.url.tls;
    return c;
}

static void destroy(struct wax_client *c)
{
    wax__conn_free(c->conn);
    wax__timer_free(c->timer);
    wax__client_clear_settings(c);
    wax_loop_free(c->own_loop);
    free(c);
}

void wax__client_enter(struct wax_client *c)
{
    c->depth++;
}

void wax__client_leave(struct wax_client *c)
{
    if (--c->depth == 0 && c->is_freed)
        destroy(c);
}

const wax_error *wax_client_error(const wax_client *c)
{
    static const wax_error no_client = { .status = WAX_E_NOMEM, .stage = "setup", .text = "memory is used up" };

    return !c ? &no_client : c->set.status ? &c->set : &c->last;
}

/* -- settling ----------------------------------------------------------------------------------------------- */

static void settle(struct wax_client *c, struct job *j)
{
    j->report->ms = wax__loop_now(c->terms.loop) - j->began;
    wax__job_put(&c->settled, j);
}

static void report_stages(const struct wax_client *c, const struct job *j)
{
    const wax_stage *stage;

    for (size_t i = 0; (stage = wax__conn_stage(c->conn, i)); i++)
        wax__span_add(&j->report->spans, stage, j->began_us);
    for (size_t i = 0; (stage = wax_delivery_stage(j->delivery, i)); i++)
        wax__span_add(&j->report->spans, stage, j->began_us);
}

/* The message is let go of before anybody is told: whoever is told may free it. */
static void settle_carried(struct wax_client *c, struct job *j)
{
    wax__report_settle(j->report, j->delivery);
    report_stages(c, j);
    wax__report_channel(j->report, wax__conn_peer(c->conn), wax__conn_tls(c->conn));
    wax__job_unpack(j);
    settle(c, j);
}

static void settle_failed(struct wax_client *c, struct job *j, const wax_error *why)
{
    wax__report_fail(j->report, why);
    settle(c, j);
}

static bool was_not_tried(const wax_delivery *d)
{
    for (size_t i = 0; i < wax_delivery_recipients(d); i++)
        if (wax_delivery_result(d, i)->fate != WAX_NOT_TRIED)
            return false;
    return true;
}

/* The server may close a connection that we keep, at any time, just as we begin to say something: that is nobody's fault, and nothing
 * has been sent.  Once, for a server that always does. */
static bool found_it_dead(struct job *j)
{
    wax_status status = wax_delivery_status(j->delivery);
    bool again = j->on_kept && !j->was_retried && (status == WAX_E_EOF || status == WAX_E_IO) && was_not_tried(j->delivery);

    j->was_retried |= again;
    return again;
}

static void end_connection(struct wax_client *c, struct job_queue *unsaid)
{
    wax__conn_free(c->conn);
    c->conn = NULL;
    for (struct job *j = unsaid->first; j; j = j->next)
        wax__job_unpack(j);
    wax__job_put_before(unsaid, &c->waiting);
}

/* What has become of what is carried. */
static void collect(struct wax_client *c)
{
    bool is_over = c->conn && wax__conn_is_over(c->conn);
    struct job_queue unsaid = { 0 };

    while (c->carried.first && (is_over || wax_delivery_is_settled(c->carried.first->delivery))) {
        struct job *j = wax__job_take(&c->carried);
        if (is_over && found_it_dead(j))
            wax__job_put(&unsaid, j);
        else
            settle_carried(c, j);
    }
    if (is_over)
        end_connection(c, &unsaid);
}

/* -- handing over ------------------------------------------------------------------------------------------- */

static size_t count(const struct job_queue *q)
{
    size_t n = 0;

    for (const struct job *j = q->first; j; j = j->next)
        n++;
    return n;
}

/* False: the connection has said QUIT already, and the message waits for the next one. */
static bool carry(struct wax_client *c, struct job *j, bool on_kept)
{
    wax_error why = { 0 };

    if (!wax__job_pack(j, &why)) {
        settle_failed(c, j, &why);
        return true;
    }
    j->on_kept = on_kept;
    wax__conn_carry(c->conn, j->delivery);
    if (!wax_delivery_is_settled(j->delivery)) {
        wax__job_put(&c->carried, j);
        return true;
    }
    wax__job_unpack(j);
    wax__job_put_before(&(struct job_queue){ j, j }, &c->waiting);
    return false;
}

static void begin_connection(struct wax_client *c)
{
    wax_error why = { 0 };

    c->conn = wax__conn_begin(&c->terms, work, c);
    c->conn_n_set = c->n_set;
    c->idle_since = INT64_MAX;
    c->progress_told = 0;
    wax__fail_memory(&why, "connect");
    while (!c->conn && c->waiting.first)
        settle_failed(c, wax__job_take(&c->waiting), &why);
}

/* A kept connection is looked at before anything is entrusted to it: the server's goodbye may lie there. */
static bool is_kept_alive(struct wax_client *c)
{
    if (!c->conn || !wax__conn_is_idle(c->conn))
        return false;
    wax__conn_turn(c->conn);
    collect(c);
    return c->conn;
}

/* A connection that was made under other terms carries what it has, and nothing more: they may have demanded less of it, or have logged in
 * somebody else. */
static void part_from_old_terms(struct wax_client *c)
{
    if (c->conn && c->conn_n_set != c->n_set)
        wax__conn_quit(c->conn);
}

static void hand_over(struct wax_client *c)
{
    part_from_old_terms(c);
    bool on_kept = is_kept_alive(c);
    size_t n = count(&c->carried);

    if (!c->conn)
        begin_connection(c);
    while (c->waiting.first && n++ < LIMIT_CARRIED && carry(c, wax__job_take(&c->waiting), on_kept))
        ;
}

/* With the last message goes QUIT, unless the connection is kept for more. */
static void speak(struct wax_client *c)
{
    if (!c->waiting.first && !c->idle_ms)
        wax__conn_quit(c->conn);
    wax__conn_turn(c->conn);
    collect(c);
}

/* -- time --------------------------------------------------------------------------------------------------- */

static void expire_carried(struct wax_client *c, int64_t now)
{
    const struct job *j = c->carried.first;

    while (j && now < wax__job_deadline(j))
        j = j->next;
    if (!j)
        return;
    wax__conn_time_out(c->conn, j->timeout_ms);
    collect(c);
}

static void expire_waiting(struct wax_client *c, int64_t now)
{
    struct job_queue others = { 0 };

    for (struct job *j; (j = wax__job_take(&c->waiting)); ) {
        wax_error why = { 0 };
        if (now < wax__job_deadline(j)) {
            wax__job_put(&others, j);
            continue;
        }
        wax__fail(&why, WAX_E_TIMEOUT, "queue", "the message waited %g s for its turn, and that was all the time it had; nothing was sent",
                  (double)j->timeout_ms / 1000);
        settle_failed(c, j, &why);
    }
    c->waiting = others;
}

static int64_t soonest(const struct job_queue *q, int64_t soonest)
{
    for (const struct job *j = q->first; j; j = j->next)
        soonest = wax__job_deadline(j) < soonest ? wax__job_deadline(j) : soonest;
    return soonest;
}

static void expire(struct wax_client *c, int64_t now)
{
    if (now < c->due)
        return;
    expire_carried(c, now);
    expire_waiting(c, now);
    c->due = soonest(&c->waiting, soonest(&c->carried, INT64_MAX));
}

static int64_t idle_until(const struct wax_client *c)
{
    return c->idle_since == INT64_MAX ? INT64_MAX : c->idle_since + c->idle_ms;
}

static void keep_time(struct wax_client *c, int64_t now)
{
    expire(c, now);
    bool is_idle = c->conn && wax__conn_is_idle(c->conn);
    c->idle_since = !is_idle ? INT64_MAX : c->idle_since == INT64_MAX ? now : c->idle_since;
    if (now < idle_until(c) || c->waiting.first)
        return;
    wax__conn_quit(c->conn);
    wax__conn_turn(c->conn);
    collect(c);
    c->idle_since = INT64_MAX;
}

/* -- work --------------------------------------------------------------------------------------------------- */

static void tell_progress(struct wax_client *c)
{
    const struct job *j = c->carried.first;
    int64_t unsent = j ? (int64_t)wax__conn_unsent(c->conn) : 0;

    if (!c->progress || !j || j->n_read - unsent <= c->progress_told)
        return;
    c->progress_told = j->n_read - unsent;
    c->progress(c->progress_user, c->progress_told, j->facts.size);
}

static void hand_back(struct wax_client *c, struct job *j)
{
    if (j->done) {
        j->done(j->user, j->message, j->report);
        return;
    }
    c->kept_report = j->report;
    j->report = NULL;
}

/* From here on the callbacks may do anything, even free the client. */
static void tell(struct wax_client *c)
{
    wax__client_enter(c);
    if (!c->is_freed)
        tell_progress(c);
    for (struct job *j; (j = wax__job_take(&c->settled)); ) {
        c->progress_told = 0;
        wax__loop_end_work(c->terms.loop);
        hand_back(c, j);
        wax__job_free(j);
    }
    wax__client_leave(c);
}

/* What was handed over may be settled in the same breath, and then no socket wakes us for those who still wait. */
static bool must_go_on(const struct wax_client *c)
{
    return c->waiting.first && (!c->conn || wax__conn_is_idle(c->conn));
}

static int64_t next_look(struct wax_client *c)
{
    if (!c->waiting.first && !c->carried.first)
        c->due = INT64_MAX;
    if (must_go_on(c))
        return wax__loop_now(c->terms.loop);
    return c->due < idle_until(c) ? c->due : idle_until(c);
}

static void work(void *client)
{
    struct wax_client *c = client;

    collect(c);
    keep_time(c, wax__loop_now(c->terms.loop));
    if (c->waiting.first) {
        hand_over(c);
        if (c->conn)
            speak(c);
    }
    wax__timer_at(c->timer, next_look(c));
    tell(c);
}

static void work_soon(struct wax_client *c)
{
    wax__timer_at(c->timer, wax__loop_now(c->terms.loop));
}

/* -- the public calls --------------------------------------------------------------------------------------- */

struct job *wax__client_submit(struct wax_client *c, wax_message *m)
{
    struct job *j = NULL;

    c->last = (wax_error){ 0 };
    if (!wax__client_check(c, &c->last))
        j = wax__job_new(m, &c->last);
    if (!j)
        return NULL;
    j->began = wax__loop_now(c->terms.loop);
    j->began_us = wax__clock_us(NULL);
    j->timeout_ms = c->timeout_ms;
    c->due = wax__job_deadline(j) < c->due ? wax__job_deadline(j) : c->due;
    wax__job_put(&c->waiting, j);
    wax__loop_begin_work(c->terms.loop);
    work_soon(c);
    return j;
}

wax_status wax_submit(wax_client *c, wax_message *m, wax_done_fn *done, void *user)
{
    struct job *j;

    if (!c)
        return WAX_E_NOMEM;
    if (!done) {
        c->last = (wax_error){ 0 };
        return wax__fail(&c->last, WAX_E_USAGE, "submit", "wax_submit needs a function that gets the report");
    }
    if (!(j = wax__client_submit(c, m)))
        return c->last.status;
    j->done = done;
    j->user = user;
    return WAX_OK;
}

static void cancel(struct wax_client *c, const char *sentence)
{
    wax_error why = { 0 };

    wax__fail(&why, WAX_E_CANCELLED, "cancel", "%s", sentence);
    if (c->carried.first)
        wax__conn_break(c->conn, &why);
    collect(c);
    for (struct job *j; (j = wax__job_take(&c->waiting)); )
        settle_failed(c, j, &why);
}

void wax_client_cancel(wax_client *c)
{
    if (!c || c->is_freed)
        return;
    cancel(c, "it was cancelled before the message was settled");
    work_soon(c);
}

void wax_client_free(wax_client *c)
{
    if (!c || c->is_freed)
        return;
    c->is_freed = true;
    cancel(c, "the client was freed before the message was settled");
    tell(c);
}
