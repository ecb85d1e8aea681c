/* report_json.c -- see report_json.h. */
#include "report_json.h"

#include "json.h"
#include "timing.h"

#include <stdio.h>

static void put_reply(const wax_error *e)
{
    json_number("smtp", e->smtp);
    json_text("enhanced", e->enhanced);
    json_text("stage", e->stage);
}

static void put_recipient(const wax_result *r)
{
    fputs("{\"address\":", stdout);
    json_string(r->address);
    json_text("fate", wax_fate_name(r->fate));
    put_reply(&r->why);
    json_text("topic", wax_error_topic(&r->why));
    json_text("text", r->why.text);
    putchar('}');
}

static void put_recipients(const wax_report *r)
{
    size_t n = r ? wax_report_recipients(r) : 0;

    fputs(",\"recipients\":[", stdout);
    for (size_t i = 0; i < n; i++) {
        if (i)
            putchar(',');
        put_recipient(wax_report_result(r, i));
    }
    putchar(']');
}

static const wax_stage *stage_at(const void *report, size_t i)
{
    return wax_report_stage(report, i);
}

void report_json(const struct outcome *o, const wax_report *r, bool is_event)
{
    json_begin(is_event);
    if (o->row)
        printf("\"row\":%lld,", (long long)o->row);
    if (o->mail && *o->mail) {
        fputs("\"file\":", stdout);
        json_string(o->mail);
        putchar(',');
    }
    fputs("\"status\":", stdout);
    json_string(wax_status_name(o->error.status));
    json_number("exit", o->exit);
    json_text("error", o->error.text);
    put_reply(&o->error);
    json_text("topic", wax_error_topic(&o->error));
    json_text("peer", r ? wax_report_peer(r) : "");
    json_tls(r ? wax_report_tls(r) : NULL);
    json_number("ms", r ? (long long)wax_report_ms(r) : 0);
    timing_json(&(struct timing){ stage_at, r });
    put_recipients(r);
    fputs("}\n", stdout);
}
