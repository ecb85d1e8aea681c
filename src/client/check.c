/* check.c -- a conversation without a mail: EHLO, TLS, EHLO, a login if one was set, QUIT.
 *
 * Or as far as one stage, with an envelope that no mail follows; and the lines that somebody wants said there.  Drives one connection of its own, beside those of the client, on the client's terms; what is found out is the report's. */
#include "check_report.h"
#include "conn.h"
#include "fail.h"
#include "wax_client.h"
#include "wax_loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct check {
    struct wax_client       *client;
    struct terms             terms;     /* the client's, but the trace is ours */
    struct wax_check_report *report;
    struct conn             *conn;
    wax_delivery            *envelope;  /* NULL: none is said */
    struct timer            *timer;
    int64_t                  began, began_us;
};

static void hear(void *user, const wax_trace_event *e)
{
    struct check *c = user;

    wax__check_hear(c->report, e, c->conn ? wax__conn_lines_said(c->conn) : 0);
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
    if (c->envelope)
        wax__conn_carry(c->conn, c->envelope);
    wax__conn_quit(c->conn);
    wax__timer_at(c->timer, c->client->timeout_ms ? c->began + c->client->timeout_ms : INT64_MAX);
    wax__loop_begin_work(c->terms.loop);
    return true;
}

/* Where it stopped as it was to, the envelope's own end is no error; but who was refused on the way is. */
static const wax_error *envelope_error(const struct check *c)
{
    const wax_result *r;

    for (size_t i = 0; (r = wax_delivery_result(c->envelope, i)); i++)
        if (r->fate != WAX_NOT_TRIED)
            return &r->why;
    return wax_delivery_error(c->envelope);
}

static void look_how_far(struct check *c)
{
    struct wax_check_report *r = c->report;
    const wax_error *envelope = c->envelope ? envelope_error(c) : NULL;

    r->is_reached = wax__conn_has_stopped(c->conn);
    if (!r->error.status && envelope && !(r->is_reached && envelope->status == WAX_E_CANCELLED))
        r->error = *envelope;
    if (c->terms.stop && !r->is_reached && !r->error.status)
        wax__fail(&r->error, WAX_E_TLS_REQUIRED, "starttls", "the conversation with %s was to stop in TLS, and did not become TLS", c->terms.url.host);
}

static void gather(struct check *c)
{
    struct wax_check_report *r = c->report;
    const wax_tls_info *tls = wax__conn_tls(c->conn);

    r->error = *wax__conn_error(c->conn);
    look_how_far(c);
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
        if (!c->terms.stop)
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

static wax_status check_stop(const struct wax_client *client, wax_stop stop, const char *from, const char *const *to, wax_error *why)
{
    if (stop == WAX_STOP_AUTH && !client->terms.user)
        return wax__fail(why, WAX_E_USAGE, "check", "to stop behind the login, there must be one: call wax_client_login");
    if (stop >= WAX_STOP_MAIL && !from)
        return wax__fail(why, WAX_E_USAGE, "check", "to stop behind the envelope, say who sends");
    if (stop >= WAX_STOP_RCPT && (!to || !*to))
        return wax__fail(why, WAX_E_USAGE, "check", "to stop behind a recipient, say which");
    if (buf_len(&client->own_lines) && (stop == WAX_STOP_CONNECT || stop == WAX_STOP_DATA))
        return wax__fail(why, WAX_E_USAGE, "check", "behind the connection, and behind DATA, no line can be said: stop elsewhere");
    return WAX_OK;
}

void wax_check_say(wax_client *client, const char *line)
{
    if (client && !wax_smtp_line_check(line, wax__client_setting(client)) && !wax__buf_put(&client->own_lines, line, strlen(line) + 1))
        wax__fail_memory(wax__client_setting(client), "check");
}

static bool make_envelope(struct check *c, const char *from, const char *const *to)
{
    if (c->terms.stop < WAX_STOP_MAIL)
        return true;
    c->envelope = wax_delivery_new(from);
    while (c->terms.stop >= WAX_STOP_RCPT && *to)
        wax_delivery_to(c->envelope, *to++);
    if (wax_delivery_status(c->envelope) != WAX_AGAIN)
        c->report->error = *wax_delivery_error(c->envelope);
    return !c->report->error.status;
}

static void check(struct wax_client *client, wax_stop stop, const char *from, const char *const *to, struct wax_check_report *r)
{
    struct check c = { .client = client, .report = r };

    if (wax__client_check(client, &r->error) || check_stop(client, stop, from, to, &r->error))
        return;
    c.terms = client->terms;
    c.terms.recall = NULL;              /* who looks wants to see what there is now */
    c.terms.stop = stop;
    c.terms.own_lines = &client->own_lines;
    c.terms.trace = hear;
    c.terms.trace_user = &c;
    r->port = c.terms.url.is_lmtp ? 0 : c.terms.url.port;
    if (make_envelope(&c, from, to))
        run(&c);
    wax_delivery_free(c.envelope);
}

wax_status wax_check_until(wax_client *client, wax_stop stop, const char *from, const char *const *to, wax_check_report **out)
{
    struct wax_check_report *r = client ? calloc(1, sizeof *r) : NULL;

    if (out)
        *out = NULL;
    if (!client)
        return WAX_E_NOMEM;
    wax__client_call(client);
    if (!r)
        return wax__fail_memory(&client->error, "check");
    check(client, stop, from, to, r);
    wax_status status = wax__client_outcome(client, &r->error);
    if (out)
        *out = r;
    else
        wax_check_free(r);
    return status;
}

wax_status wax_check(wax_client *client, wax_check_report **out)
{
    return wax_check_until(client, WAX_STOP_NEVER, NULL, NULL, out);
}
