/* client.c -- messages from the call that submits them to the call that reports.
 *
 * Knows who waits for an answer; who carries what is pool.c's.  Everything that calls back happens in wax__pool_work, inside a turn, and telling
 * comes last in it.
 * Guarantee: `done` runs exactly once for each message that was taken. */
#include "conn.h"
#include "fail.h"
#include "pool.h"
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
    c->terms.recall = &c->recall;
    c->timeout_ms = TIMEOUT_MS;
    c->due = INT64_MAX;
    c->n_connections = 1;
    c->n_bearable = SIZE_MAX;
    wax__url_parse(&c->terms.url, url ? url : "", wax__client_setting(c));
    c->terms.tls_mode = c->terms.url.tls;
    return c;
}

static void destroy(struct wax_client *c)
{
    wax__pool_clear(c);
    wax__turns_clear(&c->waiting);
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

    return c ? &c->error : &no_client;
}

bool wax__client_is_misset(const struct wax_client *c)
{
    return c->is_of_setter && c->error.status;
}

wax_error *wax__client_setting(struct wax_client *c)
{
    if (!c->is_of_setter)
        c->error = (wax_error){ 0 };
    c->is_of_setter = true;
    return &c->error;
}

wax_status wax__client_outcome(struct wax_client *c, const wax_error *e)
{
    c->is_of_setter = wax__client_is_misset(c);
    if (!c->is_of_setter)
        c->error = *e;
    return e->status;
}

bool wax__client_call(struct wax_client *c)
{
    static const wax_error none;

    wax__client_outcome(c, &none);
    return !c->is_of_setter;
}

/* -- settling ----------------------------------------------------------------------------------------------- */

void wax__client_settle(struct wax_client *c, struct job *j)
{
    j->report->ms = wax__loop_now(c->terms.loop) - j->began;
    wax__job_put(&c->settled, j);
}

void wax__client_settle_failed(struct wax_client *c, struct job *j, const wax_error *why)
{
    wax__report_fail(j->report, why);
    wax__client_settle(c, j);
}

/* -- telling ------------------------------------------------------------------------------------------------ */

/* Of the message that goes first, as long as one goes at a time. */
static struct lane *busy_lane(const struct wax_client *c)
{
    struct lane *l = c->lanes;

    while (l && !l->carried.first)
        l = l->next;
    return l;
}

static void tell_progress(struct wax_client *c)
{
    const struct lane *l = c->progress ? busy_lane(c) : NULL;
    const struct job *j = l ? l->carried.first : NULL;
    int64_t unsent = j ? (int64_t)wax__conn_unsent(l->conn) : 0;

    if (!j || j->n_read - unsent <= c->progress_told)
        return;
    c->progress_told = j->n_read - unsent;
    c->progress(c->progress_user, c->progress_told, j->size);
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
void wax__client_tell(struct wax_client *c)
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

static void work(void *client)
{
    wax__pool_work(client, NULL);
}

static void work_soon(struct wax_client *c)
{
    wax__timer_at(c->timer, wax__loop_now(c->terms.loop));
}

/* -- the public calls --------------------------------------------------------------------------------------- */

static bool may_wait(struct wax_client *c, unsigned submitter)
{
    if (!wax__turns_room(&c->waiting, submitter))
        wax__fail_memory(&c->error, "submit");
    return !c->error.status;
}

struct job *wax__client_submit(struct wax_client *c, unsigned submitter, wax_message *m)
{
    struct job *j = NULL;

    if (wax__client_call(c) && !wax__client_check(c, &c->error) && may_wait(c, submitter))
        j = wax__job_new(m, &c->error);
    if (!j)
        return NULL;
    j->began = wax__loop_now(c->terms.loop);
    j->began_us = wax__clock_us(NULL);
    j->timeout_ms = c->timeout_ms;
    c->due = wax__job_deadline(j) < c->due ? wax__job_deadline(j) : c->due;
    j->submitter = submitter;
    wax__turns_put(&c->waiting, j);
    wax__loop_begin_work(c->terms.loop);
    work_soon(c);
    return j;
}

static wax_status check_submit(struct wax_client *c, unsigned submitter, wax_done_fn *done)
{
    if (!wax__client_call(c))
        return c->error.status;
    if (!done)
        wax__fail(&c->error, WAX_E_USAGE, "submit", "wax_submit needs a function that gets the report");
    else if (submitter >= LIMIT_SUBMITTERS)
        wax__fail(&c->error, WAX_E_USAGE, "submit", "submitters are numbered from 0 to %d, and this one is %u", LIMIT_SUBMITTERS - 1, submitter);
    return c->error.status;
}

wax_status wax_submit_as(wax_client *c, unsigned submitter, wax_message *m, wax_done_fn *done, void *user)
{
    struct job *j;

    if (!c)
        return WAX_E_NOMEM;
    if (check_submit(c, submitter, done) || !(j = wax__client_submit(c, submitter, m)))
        return c->error.status;
    j->done = done;
    j->user = user;
    return WAX_OK;
}

wax_status wax_submit(wax_client *c, wax_message *m, wax_done_fn *done, void *user)
{
    return wax_submit_as(c, 0, m, done, user);
}

bool wax_client_withdraw(wax_client *c, const wax_message *m)
{
    if (!c || !m || c->is_freed || !wax__pool_withdraw(c, m))
        return false;
    work_soon(c);
    return true;
}

static void cancel(struct wax_client *c, const char *sentence)
{
    wax_error why = { 0 };

    wax__fail(&why, WAX_E_CANCELLED, "cancel", "%s", sentence);
    wax__pool_break(c, &why);
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
    wax__client_tell(c);
}
