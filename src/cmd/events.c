/* events.c -- see events.h. */
#include "events.h"

#include "json.h"
#include "trace_print.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { [WAX_TRACE_NOTE] = "note", [WAX_TRACE_SAID] = "said", [WAX_TRACE_HEARD] = "heard", [WAX_TRACE_TLS] = "tls" };

/* "" for what is no command: the mail, a step of a login. */
static void put_command(const char *text)
{
    char word[16] = "";
    size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    if (n < sizeof word && (text[n] == ' ' || !text[n]))
        snprintf(word, sizeof word, "%.*s", (int)n, text);
    json_text("command", word);
}

static size_t number_len(const char *p, size_t most)
{
    size_t n = 0;

    while (n < most && isdigit((unsigned char)p[n]))
        n++;
    return n;
}

/* RFC 3463 s.2: class, subject, detail; how many bytes, 0: it is none. */
static size_t enhanced_len(const char *p)
{
    size_t n = 0;

    if (*p != '2' && *p != '4' && *p != '5')
        return 0;
    for (int part = 0; part < 3; part++) {
        size_t digits = number_len(p + n, 3);
        n += digits;
        if (!digits || p[n] != (part < 2 ? '.' : ' '))
            return 0;
        n += part < 2;
    }
    return n;
}

static void put_reply(const char *text)
{
    bool has_code = number_len(text, 4) == 3;
    bool is_last = !has_code || text[3] != '-';
    const char *words = has_code && text[3] ? text + 4 : "";
    char enhanced[12];

    snprintf(enhanced, sizeof enhanced, "%.*s", (int)enhanced_len(words), words);
    json_number("code", has_code ? strtol(text, NULL, 10) : 0);
    json_text("enhanced", enhanced);
    json_flag("is_last", is_last);
}

static void tell(struct events *v, const wax_trace_event *e)
{
    v->is_inside_tls = v->is_inside_tls || e->kind == WAX_TRACE_TLS;
    fputs("{\"event\":", stdout);
    json_string(names[e->kind]);
    json_number("ms", (long long)e->ms);
    json_flag("inside_tls", v->is_inside_tls);
    if (e->kind == WAX_TRACE_SAID)
        put_command(e->text);
    else if (e->kind == WAX_TRACE_HEARD)
        put_reply(e->text);
    json_text("text", e->kind == WAX_TRACE_TLS ? "" : e->text);
    fputs("}\n", stdout);
    fflush(stdout);
}

static void hear(void *user, const wax_trace_event *e)
{
    struct events *v = user;

    if (v->is_traced)
        trace_print(NULL, e);
    if (v->is_told)
        tell(v, e);
}

void events_watch(struct events *v, wax_client *client)
{
    if (v->is_traced || v->is_told)
        wax_client_trace(client, hear, v);
}
