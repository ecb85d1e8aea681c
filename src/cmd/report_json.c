/* report_json.c -- see report_json.h. */
#include "report_json.h"

#include "utf8.h"

#include <stdio.h>
#include <string.h>

static void put_escaped(unsigned char c)
{
    if (c == '"' || c == '\\')
        printf("\\%c", c);
    else
        printf("\\u%04x", c);
}

static void put_string(const char *s)
{
    size_t len = strlen(s);

    putchar('"');
    for (size_t i = 0, n; i < len; i += n ? n : 1) {
        n = utf8_len(s + i, len - i);
        if (!n)
            fputs("\\ufffd", stdout);
        else if (n == 1 && ((unsigned char)s[i] < 32 || s[i] == 127 || s[i] == '"' || s[i] == '\\'))
            put_escaped((unsigned char)s[i]);
        else
            fwrite(s + i, 1, n, stdout);
    }
    putchar('"');
}

/* A member that is not the first of its object. */
static void put_text(const char *name, const char *value)
{
    printf(",\"%s\":", name);
    put_string(value);
}

static void put_number(const char *name, long long value)
{
    printf(",\"%s\":%lld", name, value);
}

static void put_flag(const char *name, bool value)
{
    printf(",\"%s\":%s", name, value ? "true" : "false");
}

static void put_reply(const wax_error *e)
{
    put_number("smtp", e->smtp);
    put_text("enhanced", e->enhanced);
    put_text("stage", e->stage);
}

static void put_tls(const wax_tls_info *t)
{
    fputs(",\"tls\":", stdout);
    if (!t) {
        fputs("null", stdout);
        return;
    }
    fputs("{\"version\":", stdout);
    put_string(t->version);
    put_text("cipher", t->cipher);
    put_text("group", t->group);
    put_text("name", t->name);
    put_text("subject", t->subject);
    put_text("issuer", t->issuer);
    put_number("expires", (long long)t->expires);
    put_flag("verified", t->verified);
    put_flag("resumed", t->resumed);
    putchar('}');
}

static void put_recipient(const wax_result *r)
{
    fputs("{\"address\":", stdout);
    put_string(r->address);
    put_text("fate", wax_fate_name(r->fate));
    put_reply(&r->why);
    put_text("topic", wax_error_topic(&r->why));
    put_text("text", r->why.text);
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

void report_json(const struct outcome *o, const wax_report *r)
{
    fputs("{\"status\":", stdout);
    put_string(wax_status_name(o->error.status));
    put_number("exit", o->exit);
    put_text("error", o->error.text);
    put_reply(&o->error);
    put_text("topic", wax_error_topic(&o->error));
    put_text("peer", r ? wax_report_peer(r) : "");
    put_tls(r ? wax_report_tls(r) : NULL);
    put_number("ms", r ? (long long)wax_report_ms(r) : 0);
    put_recipients(r);
    fputs("}\n", stdout);
}
