/* timing.c -- see timing.h. */
#include "timing.h"

#include "json.h"

#include <stdio.h>
#include <string.h>

static const char *const labels[][2] = {
    { "resolve", "name" }, { "connect", "connect" }, { "proxy", "proxy" }, { "greeting", "greeting" }, { "ehlo", "EHLO" }, { "starttls", "STARTTLS" },
    { "tls", "handshake" }, { "ehlo-tls", "EHLO inside TLS" }, { "auth", "login" }, { "ehlo-auth", "EHLO after login" }, { "envelope", "envelope" },
    { "body", "body" }, { "end", "reply" }, { "say", "lines said" },
};

const char *timing_label(const wax_stage *stage)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(stage->name, labels[i][0]) == 0)
            return labels[i][1];
    return stage->name;
}

int64_t timing_end_us(const struct timing *t)
{
    const wax_stage *stage;
    int64_t end = 0;

    for (size_t i = 0; (stage = t->at(t->report, i)); i++)
        end = stage->end_us > end ? stage->end_us : end;
    return end;
}

static double ms(int64_t us)
{
    return (double)us / 1000;
}

void timing_text(const struct timing *t)
{
    const wax_stage *stage;

    for (size_t i = 0; (stage = t->at(t->report, i)); i++)
        printf("%s%-18s%10.1f ms, from %10.1f ms\n", i ? "" : "time:\n", timing_label(stage), ms(stage->end_us - stage->begin_us), ms(stage->begin_us));
}

void timing_json(const struct timing *t)
{
    const wax_stage *stage;

    fputs(",\"stages\":[", stdout);
    for (size_t i = 0; (stage = t->at(t->report, i)); i++) {
        fputs(i ? ",{\"name\":" : "{\"name\":", stdout);
        json_string(stage->name);
        json_number("begin_us", (long long)stage->begin_us);
        json_number("end_us", (long long)stage->end_us);
        putchar('}');
    }
    putchar(']');
}
