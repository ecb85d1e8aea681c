/* outcome.c -- see outcome.h. */
#include "outcome.h"

#include "colour.h"
#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void say(enum colour colour, const char *sentence)
{
    char line[1536];

    utf8_print(line, sizeof line, sentence, strlen(sentence));
    colour_put(stderr, colour, "wax:");
    fprintf(stderr, " %s\n", line);
}

void outcome_say(const char *sentence)
{
    say(COLOUR_PLAIN, sentence);
}

void outcome_warn(const struct outcome *o, const char *sentence)
{
    if (!o->warns_nobody)
        say(COLOUR_WARNING, sentence);
}

static void say_of(const struct outcome *o, enum colour colour, const char *sentence)
{
    char line[1536];
    bool has_name = o->mail && *o->mail;

    if (o->row)
        snprintf(line, sizeof line, "%s %lld%s%s%s: %s", o->mail ? "mail" : "row", (long long)o->row, has_name ? " (" : "", has_name ? o->mail : "",
                 has_name ? ")" : "", sentence);
    say(colour, o->row ? line : sentence);
}

void outcome_say_of(const struct outcome *o, const char *sentence)
{
    say_of(o, COLOUR_PLAIN, sentence);
}

static void show_origin(const struct outcome *o, const char *sentence)
{
    if (o->show_origin)
        o->show_origin(o->known, sentence);
}

static void keep_first(struct outcome *o, enum exit_code exit, const wax_error *e)
{
    if (outcome_is_wrong(o))
        return;
    o->exit = exit;
    o->error = *e;
}

static void found(struct outcome *o, enum exit_code exit, wax_status status, const char *stage, const char *format, va_list ap)
{
    wax_error e = { .status = status };
    char raw[1024];

    vsnprintf(raw, sizeof raw, format, ap);
    snprintf(e.stage, sizeof e.stage, "%s", stage);
    utf8_print(e.text, sizeof e.text, raw, strlen(raw));
    say_of(o, COLOUR_BAD, e.text);
    show_origin(o, e.text);
    keep_first(o, exit, &e);
}

void outcome_wrong(struct outcome *o, enum exit_code exit, wax_status status, const char *stage, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    found(o, exit, status, stage, format, ap);
    va_end(ap);
}

void outcome_usage(struct outcome *o, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    found(o, EXIT_CODE_USAGE, WAX_E_USAGE, "options", format, ap);
    va_end(ap);
}

void outcome_no_memory(struct outcome *o)
{
    outcome_wrong(o, EXIT_CODE_OS, WAX_E_NOMEM, "memory", "memory is used up; nothing was sent");
}

void outcome_failed(struct outcome *o, const wax_error *e)
{
    if (!e->status)
        return;
    say_of(o, COLOUR_BAD, e->text);
    show_origin(o, e->text);
    keep_first(o, exit_code_of(e), e);
}

void outcome_join(struct outcome *o, const struct outcome *of_a_part)
{
    if (outcome_is_wrong(of_a_part))
        keep_first(o, of_a_part->exit, &of_a_part->error);
}

/* A script's log is not the place for it. */
void outcome_offer_help(const struct outcome *o)
{
    const char *topic = wax_error_topic(&o->error);

    if (*topic && isatty(STDERR_FILENO))
        fprintf(stderr, "  (wax explain %s tells more)\n", topic);
}
