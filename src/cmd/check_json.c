/* check_json.c -- see check_json.h. */
#include "check_json.h"

#include "json.h"
#include "timing.h"

#include <stdio.h>

typedef const char *text_at(const wax_check_report *, size_t);

static const char *clear_offer(const wax_check_report *r, size_t i)
{
    return wax_check_offer(r, false, i);
}

static const char *secure_offer(const wax_check_report *r, size_t i)
{
    return wax_check_offer(r, true, i);
}

static void list(const char *name, const wax_check_report *r, text_at *at)
{
    const char *text;

    printf(",\"%s\":[", name);
    for (size_t i = 0; (text = at(r, i)); i++) {
        if (i)
            putchar(',');
        json_string(text);
    }
    putchar(']');
}

static void certificate(const wax_certificate *c)
{
    fputs("{\"subject\":", stdout);
    json_string(c->subject);
    json_text("issuer", c->issuer);
    json_text("names", c->names);
    json_number("begins", (long long)c->begins);
    json_number("expires", (long long)c->expires);
    json_text("key", c->key);
    json_text("cert_pin", c->cert_pin);
    json_text("key_pin", c->key_pin);
    putchar('}');
}

static void chain(const wax_check_report *r)
{
    const wax_certificate *c;

    fputs(",\"chain\":[", stdout);
    for (size_t i = 0; (c = wax_check_certificate(r, i)); i++) {
        if (i)
            putchar(',');
        certificate(c);
    }
    putchar(']');
}

static void warnings(const wax_check_report *r)
{
    const wax_warning *w;

    fputs(",\"warnings\":[", stdout);
    for (size_t i = 0; (w = wax_check_warning(r, i)); i++) {
        fputs(i ? ",{\"topic\":" : "{\"topic\":", stdout);
        json_string(w->topic);
        json_text("text", w->text);
        putchar('}');
    }
    putchar(']');
}

static void replies(const wax_check_report *r, size_t i)
{
    const char *text;

    for (size_t j = 0; (text = wax_check_reply(r, i, j)); j++) {
        if (j)
            putchar(',');
        json_string(text);
    }
}

static void said(const wax_check_report *r)
{
    const char *text;

    fputs(",\"said\":[", stdout);
    for (size_t i = 0; (text = wax_check_line(r, i)); i++) {
        fputs(i ? ",{\"line\":" : "{\"line\":", stdout);
        json_string(text);
        fputs(",\"reply\":[", stdout);
        replies(r, i);
        fputs("]}", stdout);
    }
    putchar(']');
}

static const wax_stage *stage_at(const void *report, size_t i)
{
    return wax_check_stage(report, i);
}

void check_json(const struct outcome *o, const wax_check_report *r, bool is_event)
{
    json_begin(is_event);
    fputs("\"status\":", stdout);
    json_string(wax_status_name(o->error.status));
    json_number("exit", o->exit);
    json_text("error", o->error.text);
    json_number("smtp", o->error.smtp);
    json_text("enhanced", o->error.enhanced);
    json_text("stage", o->error.stage);
    json_text("topic", wax_error_topic(&o->error));
    json_text("peer", wax_check_peer(r));
    list("addresses", r, wax_check_address);
    list("greeting", r, wax_check_greeting);
    list("offers_in_clear", r, clear_offer);
    list("offers_inside_tls", r, secure_offer);
    json_tls(wax_check_tls(r));
    chain(r);
    json_flag("reached", wax_check_reached(r));
    list("answer", r, wax_check_answer);
    said(r);
    json_flag("logged_in", wax_check_logged_in(r));
    warnings(r);
    timing_json(&(struct timing){ stage_at, r });
    json_number("ms", (long long)wax_check_ms(r));
    fputs("}\n", stdout);
}
