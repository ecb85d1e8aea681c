/* report.c -- see report.h, and client.h for the public half. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

static size_t bytes_of_addresses(wax_message *m, size_t n)
{
    size_t bytes = 0;

    for (size_t i = 0; i < n; i++)
        bytes += strlen(wax_message_recipient(m, i)) + 1;
    return bytes;
}

struct wax_report *wax__report_new(wax_message *m)
{
    size_t n = m ? wax_message_recipients(m) : 0;
    struct wax_report *r = calloc(1, sizeof *r);
    char *text;

    if (!r || !(r->results = calloc(1, n * sizeof *r->results + bytes_of_addresses(m, n) + 1))) {
        free(r);
        return NULL;
    }
    text = (char *)(r->results + n);
    for (r->n = 0; r->n < n; r->n++) {
        r->results[r->n].address = strcpy(text, wax_message_recipient(m, r->n));
        text += strlen(text) + 1;
    }
    return r;
}

void wax__report_fail(struct wax_report *r, const wax_error *why)
{
    r->error = *why;
    for (size_t i = 0; i < r->n; i++)
        r->results[i].why = *why;
}

void wax__report_settle(struct wax_report *r, const wax_delivery *d)
{
    r->error = *wax_delivery_error(d);
    for (size_t i = 0; i < r->n; i++) {
        const wax_result *result = wax_delivery_result(d, i);
        if (!result)
            break;
        r->results[i].fate = result->fate;
        r->results[i].why = result->why;
    }
}

void wax__report_channel(struct wax_report *r, const char *peer, const wax_tls_info *tls)
{
    memcpy(r->peer, peer, strnlen(peer, sizeof r->peer - 1));
    r->has_tls = tls;
    if (tls)
        r->tls = *tls;
}

/* -- as client.h shows it ----------------------------------------------------------------------------------- */

static const wax_error no_report = { .status = WAX_E_NOMEM, .stage = "report", .text = "memory is used up" };

void wax_report_free(wax_report *r)
{
    if (r)
        free(r->results);
    free(r);
}

wax_status wax_report_status(const wax_report *r)
{
    return r ? r->error.status : WAX_E_NOMEM;
}

const wax_error *wax_report_error(const wax_report *r)
{
    return r ? &r->error : &no_report;
}

size_t wax_report_recipients(const wax_report *r)
{
    return r ? r->n : 0;
}

const wax_result *wax_report_result(const wax_report *r, size_t i)
{
    return r && i < r->n ? &r->results[i] : NULL;
}

const char *wax_report_peer(const wax_report *r)
{
    return r ? r->peer : "";
}

const wax_tls_info *wax_report_tls(const wax_report *r)
{
    return r && r->has_tls ? &r->tls : NULL;
}

const wax_stage *wax_report_stage(const wax_report *r, size_t i)
{
    return r && i < r->spans.n ? &r->spans.at[i] : NULL;
}

int64_t wax_report_ms(const wax_report *r)
{
    return r ? r->ms : 0;
}
