/* check.c -- a conversation without a mail: EHLO, TLS, EHLO, a login if one was set, QUIT.
 *
 * Drives one connection of its own, beside those of the client, on the client's terms; what is found out is the report's. */
#include "check_report.h"
#include "conn.h"
#include "fail.h"
#include "wax_client.h"
#include "wax_loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct check {
    struct wax_client       *client;
    struct terms             terms;     /* the client's, but the trace is ours */
    struct wax_check_report *report;
    struct conn             *conn;
    struct timer            *timer;
    int64_t                  began, began_us;
};

static void hear(void *user, const wax_trace_event *e)
{
    struct check *c = user;

    wax__check_hear(c->report, e);
    if (c->client->terms.trace)
        c->client->terms.trace(c->client->terms.trace_user, e);
}

static void on_moved(void *user)
{
    struct check *c = user;

    if (wax__conn_is_over(c->conn))
        wax__loop_end_work(c->terms.loop);
}

static void on_time(void *user)
{
    struct check *c = user;

    if (wax__conn_is_over(c->conn))
        return;
    wax__conn_time_out(c->conn, c->client->timeout_ms);
    on_moved(c);
}

static bool begin(struct check *c)
{
    c->timer = wax__timer_new(c->terms.loop, on_time, c);
    c->conn = c->timer ? wax__conn_begin(&c->terms, on_moved, c) : NULL;
    if (!c->conn)
        return false;
    wax__conn_quit(c->conn);
    wax__timer_at(c->timer, c->client->timeout_ms ? c->began + c->client->timeout_ms : INT64_MAX);
    wax__loop_begin_work(c->terms.loop);
    return true;
}

static void gather(struct check *c)
{
    struct wax_check_report *r = c->report;
    const wax_tls_info *tls = wax__conn_tls(c->conn);

    r->error = *wax__conn_error(c->conn);
    for (size_t i = 0; wax__conn_stage(c->conn, i); i++)
        wax__span_add(&r->spans, wax__conn_stage(c->conn, i), c->began_us);
    snprintf(r->peer, sizeof r->peer, "%s", wax__conn_peer(c->conn));
    r->has_tls = tls;
    if (tls)
        r->tls = *tls;
    while (r->n_certificates < CHECK_CERTIFICATES && wax__conn_certificate(c->conn, r->n_certificates, &r->certificates[r->n_certificates]))
        r->n_certificates++;
}

static void run(struct check *c)
{
    struct wax_check_report *r = c->report;

    c->began = wax__loop_now(c->terms.loop);
    c->began_us = wax__clock_us(NULL);
    if (begin(c)) {
        while (!wax__conn_is_over(c->conn))
            wax__loop_wait(c->terms.loop);
        gather(c);
        wax__check_judge(r, (int64_t)time(NULL));
    } else {
        r->has_no_memory = true;
    }
    if (r->has_no_memory) {
        r->error = (wax_error){ 0 };
        wax__fail_memory(&r->error, "check");
    }
    r->ms = wax__loop_now(c->terms.loop) - c->began;
    wax__conn_free(c->conn);
    wax__timer_free(c->timer);
}

static void check(struct wax_client *client, struct wax_check_report *r)
{
    struct check c = { .client = client, .report = r };

    if (wax__client_check(client, &r->error))
        return;
    c.terms = client->terms;
    c.terms.trace = hear;
    c.terms.trace_user = &c;
    r->has_login = c.terms.user;
    r->port = c.terms.url.is_lmtp ? 0 : c.terms.url.port;
    run(&c);
}

wax_status wax_check(wax_client *client, wax_check_report **out)
{
    struct wax_check_report *r = client ? calloc(1, sizeof *r) : NULL;

    if (out)
        *out = NULL;
    if (!client)
        return WAX_E_NOMEM;
    client->last = (wax_error){ 0 };
    if (!r)
        return wax__fail_memory(&client->last, "check");
    check(client, r);
    client->last = r->error;
    if (out)
        *out = r;
    else
        wax_check_free(r);
    return client->last.status;
}
