/* server_line.c -- see server_line.h. */
#include "server_line.h"

#include "platform.h"
#include "server_setup.h"
#include "trace_print.h"
#include "trust_setup.h"

static void set_client(struct server_line *l, struct password *password)
{
    l->has_kept_token = password->is_kept;
    l->client = wax_client_new(l->server->url);
    server_setup_client(l->client, l->server, l->tls, password);
    wax_client_timeout(l->client, l->server->timeout_ms);
    if (l->wants_trace)
        wax_client_trace(l->client, trace_print, NULL);
}

static bool log_in(struct server_line *l, bool is_fresh, int64_t deadline_ms, struct outcome *o)
{
    struct password password = { 0 };

    wax_client_free(l->client);
    l->client = NULL;
    server_setup_password(&password, l->server, is_fresh, deadline_ms, o);
    if (!outcome_is_wrong(o))
        set_client(l, &password);
    if (l->client)
        server_setup_proxy(l->client, l->server, deadline_ms, o);
    if (!l->client && !outcome_is_wrong(o))
        outcome_no_memory(o);
    password_clear(&password);
    return l->client && !outcome_is_wrong(o);
}

bool server_line_open(struct server_line *l, const struct server_args *server, bool wants_trace, struct outcome *o)
{
    int64_t deadline_ms = platform_now_ms() + server->timeout_ms;

    *l = (struct server_line){ .server = server, .wants_trace = wants_trace };
    l->tls = trust_setup(&server->trust, deadline_ms, o);
    if (!outcome_is_wrong(o) && log_in(l, false, deadline_ms, o))
        return true;
    server_line_close(l);
    return false;
}

void server_line_close(struct server_line *l)
{
    wax_client_free(l->client);
    wax_tls_free(l->tls);
    *l = (struct server_line){ 0 };
}

static wax_report *send_once(struct server_line *l, wax_message *mail, struct outcome *o)
{
    wax_report *report = NULL;

    if (wax_send(l->client, mail, &report) && !report)
        outcome_failed(o, wax_client_error(l->client));
    return report;
}

/* A token that was kept may have been withdrawn: the same server, proved again, is shown a newer one of the same kind. */
static bool wants_fresh_token(const struct server_line *l, const wax_report *r)
{
    const wax_error *why = r ? wax_report_error(r) : NULL;

    return why && l->has_kept_token && why->status == WAX_E_AUTH && why->smtp == 535;
}

wax_report *server_line_send(struct server_line *l, wax_message *mail, struct outcome *o)
{
    wax_report *report = send_once(l, mail, o);

    if (!wants_fresh_token(l, report))
        return report;
    wax_report_free(report);
    return log_in(l, true, platform_now_ms() + l->server->timeout_ms, o) ? send_once(l, mail, o) : NULL;
}
