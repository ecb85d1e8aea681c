/* report.c -- see report.h, and client.h for the public half. */
#include "report.h"

#include "delivery.h"

#include <stdlib.h>

struct wax_report *wax__report_new(wax_message *m)
{
    const char *from = m ? wax_message_sender(m) : NULL;
    struct wax_report *r = malloc(sizeof *r);
    size_t n = m ? wax_message_recipients(m) : 0;

    if (!r || !(r->delivery = wax_delivery_new(from ? from : ""))) {
        free(r);
        return NULL;
    }
    r->channel = NULL;
    r->ms = 0;
    r->spans.n = 0;
    for (size_t i = 0; i < n; i++)
        wax_delivery_to(r->delivery, wax_message_recipient(m, i));
    return r;
}

void wax__report_fail(struct wax_report *r, const wax_error *why)
{
    wax__delivery_call_off(r->delivery, why);
}

/* -- as client.h shows it ----------------------------------------------------------------------------------- */

static const wax_error no_report = { .status = WAX_E_NOMEM, .stage = "report", .text = "memory is used up" };

void wax_report_free(wax_report *r)
{
    if (!r)
        return;
    wax_delivery_free(r->delivery);
    wax__channel_drop(r->channel);
    free(r);
}

wax_status wax_report_status(const wax_report *r)
{
    return wax_report_error(r)->status;
}

const wax_error *wax_report_error(const wax_report *r)
{
    return r ? wax_delivery_error(r->delivery) : &no_report;
}

size_t wax_report_recipients(const wax_report *r)
{
    return r ? wax_delivery_recipients(r->delivery) : 0;
}

const wax_result *wax_report_result(const wax_report *r, size_t i)
{
    return r ? wax_delivery_result(r->delivery, i) : NULL;
}

const char *wax_report_peer(const wax_report *r)
{
    return r && r->channel ? r->channel->peer : "";
}

const wax_tls_info *wax_report_tls(const wax_report *r)
{
    return r && r->channel && r->channel->has_tls ? &r->channel->tls : NULL;
}

const wax_stage *wax_report_stage(const wax_report *r, size_t i)
{
    return r && i < r->spans.n ? &r->spans.at[i] : NULL;
}

int64_t wax_report_ms(const wax_report *r)
{
    return r ? r->ms : 0;
}
