/* note.c -- see note.h. */
#include "note.h"

#include "text.h"
#include "wax_loop.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void tell(const struct notes *n, wax_trace_kind kind, const char *text)
{
    n->trace(n->user, &(wax_trace_event){ kind, wax__loop_now(n->loop) - n->begun, text });
}

void wax__note(const struct notes *n, const char *format, ...)
{
    char raw[1024], text[1024];
    va_list ap;

    if (!n->trace)
        return;
    va_start(ap, format);
    vsnprintf(raw, sizeof raw, format, ap);
    va_end(ap);
    wax__text_printable(text, sizeof text, raw, strlen(raw));
    tell(n, WAX_TRACE_NOTE, text);
}

void wax__note_relay(const struct notes *n, const wax_trace_event *e)
{
    if (n->trace)
        tell(n, e->kind, e->text);
}

void wax__note_channel(const struct notes *n, const wax_tls_info *info)
{
    char until[32] = "an unknown date";
    time_t expires = (time_t)info->expires;
    struct tm day;

    if (gmtime_r(&expires, &day))
        strftime(until, sizeof until, "%Y-%m-%d", &day);
    wax__note(n, "TLS: %s, %s%s%s%s; certificate for %s by %s, valid until %s; %s%s", info->version, info->cipher, *info->group ? ", " : "",
              info->group, info->resumed ? ", resumed" : "", *info->name ? info->name : info->subject, info->issuer, until,
              info->verified ? "verified by " : "", info->verified ? info->verified_by : "NOT VERIFIED");
}
