/* options.c -- see options.h. */
#include "options.h"

#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parse {
    const struct command *command;
    char                 *into;
    int                   argc;
    char                **argv;
    int                   at;
    struct outcome       *outcome;
    bool                  wants_help;
    const struct screen  *wanted;       /* NULL: none of its screens */
};

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void wrong(struct parse *p, const char *format, ...)
{
    char text[512];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    outcome_wrong(p->outcome, EXIT_CODE_USAGE, WAX_E_USAGE, "options", "%s", text);
}

/* -- values ------------------------------------------------------------------------------------------------- */

static const char *control_name(unsigned char c)
{
    return c == '\n' ? "a line feed" : c == '\r' ? "a carriage return" : c == '\t' ? "a tab" : c < 32 || c == 127 ? "a control character" : NULL;
}

static bool is_fit(const struct option *o, const char *value, struct outcome *outcome)
{
    size_t len = strlen(value);

    if (o->most && len > o->most) {
        outcome_usage(outcome, "--%s is %zu bytes long; at most %zu make sense there", o->name, len, o->most);
        return false;
    }
    for (size_t i = 0, n; i < len; i += n) {
        const char *control = control_name((unsigned char)value[i]);
        n = utf8_len(value + i, len - i);
        if (control)
            outcome_usage(outcome, "--%s holds %s (byte %zu); it is one line of text, remove it", o->name, control, i + 1);
        else if (!n)
            outcome_usage(outcome, "--%s is not UTF-8 (byte %zu); write it in UTF-8", o->name, i + 1);
        if (control || !n)
            return false;
    }
    return true;
}

static void store_once(const struct option *o, const char **field, const char *value, struct outcome *outcome)
{
    if (*field)
        outcome_usage(outcome, "--%s is given twice; which one is meant?", o->name);
    *field = value;
}

static void append(struct strings *list, const char *value, struct outcome *outcome)
{
    const char **more = realloc(list->at, (list->n + 1) * sizeof *list->at);

    if (!more) {
        outcome_no_memory(outcome);
        return;
    }
    list->at = more;
    list->at[list->n++] = value;
}

void options_store(const struct option *o, void *into, const char *value, struct outcome *outcome)
{
    void *field = (char *)into + o->at;

    if (o->kind == OPTION_FLAG)
        *(bool *)field = true;
    else if (o->kind != OPTION_TEXT && !is_fit(o, value, outcome))
        return;
    else if (o->kind == OPTION_LIST)
        append(field, value, outcome);
    else
        store_once(o, field, value, outcome);
}

bool options_is_given(const struct option *o, const void *into)
{
    const void *field = (const char *)into + o->at;

    return o->kind == OPTION_FLAG ? *(const bool *)field : o->kind == OPTION_LIST ? ((const struct strings *)field)->n : *(const char *const *)field != NULL;
}

/* -- names -------------------------------------------------------------------------------------------------- */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein's distance, of the first 31 bytes: options are short. */
static size_t distance(const char *a, const char *b)
{
    size_t la = smaller(strlen(a), 31), lb = smaller(strlen(b), 31), row[32];

    for (size_t j = 0; j <= lb; j++)
        row[j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = smaller(change, smaller(row[j], row[j - 1]) + 1);
        }
    }
    return row[lb];
}

/* Near is: a third of it mistyped, or the beginning of it typed. */
static bool is_near(const char *typed, const char *word, size_t d)
{
    return d <= strlen(word) / 3 + 1 || (strlen(typed) >= 3 && strncmp(typed, word, strlen(typed)) == 0);
}

const char *options_nearest(const char *typed, const char *const *words)
{
    const char *best = NULL;
    size_t least = 32;

    for (; *words; words++) {
        size_t d = distance(typed, *words);
        if (d < least && is_near(typed, *words, d)) {
            least = d;
            best = *words;
        }
    }
    return best;
}

static const char *nearest_option(const struct command *c, const char *typed)
{
    const char *words[128] = { 0 };

    for (size_t i = 0; i < c->n_options && i < 127; i++)
        words[i] = c->options[i].name;
    return options_nearest(typed, words);
}

/* The value after = is not repeated: it may be a password that somebody tried to give. */
static void unknown(struct parse *p, const char *name)
{
    const char *near = nearest_option(p->command, name);

    for (size_t i = 0; i < p->command->n_advice; i++)
        if (strcmp(p->command->advice[i].name, name) == 0) {
            wrong(p, "%s", p->command->advice[i].sentence);
            return;
        }
    if (near)
        wrong(p, "there is no option --%.60s; did you mean --%s?", name, near);
    else
        wrong(p, "there is no option --%.60s; `wax %s --help` lists them", name, p->command->name);
}

const struct option *options_find(const struct command *c, const char *name)
{
    for (size_t i = 0; i < c->n_options; i++)
        if (strcmp(c->options[i].name, name) == 0)
            return &c->options[i];
    return NULL;
}

const char *options_argument(const struct option *o)
{
    while (!o->argument && !o->help)
        o++;
    return o->argument ? o->argument : "";
}

/* -- help --------------------------------------------------------------------------------------------------- */

enum { HELP_COLUMN = 28 };

static void help_row(const struct option *first, const struct option *last)
{
    int width = printf("  ");

    for (const struct option *o = first; o <= last; o++)
        width += printf("--%s%s", o->name, o < last ? ", " : "");
    if (last->argument)
        width += printf(" %s", last->argument);
    printf("%*s%s\n", width < HELP_COLUMN ? HELP_COLUMN - width : 2, "", last->help);
}

/* To standard output. */
static void help(const struct command *c, const struct option *first, size_t n, const char *examples)
{
    const struct option *end = first + n;

    printf("Usage: wax %s\n\n", c->usage);
    for (const struct option *o = first; o < end; o++)
        if (o->help) {
            help_row(first, o);
            first = o + 1;
        }
    printf("\n%s", examples);
}

static enum parsed show_help(const struct parse *p)
{
    const struct command *c = p->command;
    size_t first = c->n_options;

    for (size_t i = c->n_screens; i > 0; i--) {
        const struct screen *s = &c->screens[i - 1];
        first -= s->n;
        if (s == p->wanted)
            help(c, c->options + first, s->n, s->examples);
    }
    if (p->wants_help)
        help(c, c->options, first, c->examples);
    return PARSED_HELP;
}

/* -- the walk ----------------------------------------------------------------------------------------------- */

static void take_value(struct parse *p, const struct option *o, const char *value)
{
    if (o->kind == OPTION_FLAG && value)
        wrong(p, "--%s takes no value", o->name);
    else if (o->kind == OPTION_FLAG || value)
        options_store(o, p->into, value, p->outcome);
    else if (p->at + 1 < p->argc)
        options_store(o, p->into, p->argv[++p->at], p->outcome);
    else
        wrong(p, "--%s needs a value: --%s %s", o->name, o->name, options_argument(o));
}

static const struct screen *find_screen(const struct command *c, const char *name)
{
    for (size_t i = 0; i < c->n_screens; i++)
        if (strcmp(c->screens[i].name, name) == 0)
            return &c->screens[i];
    return NULL;
}

static void take_option(struct parse *p, const char *text)
{
    char name[64];
    const char *value = strchr(text, '=');
    size_t len = value ? (size_t)(value - text) : strlen(text);

    snprintf(name, sizeof name, "%.*s", (int)smaller(len, sizeof name - 1), text);
    const struct option *o = options_find(p->command, name);
    if (strcmp(name, "help") == 0)
        p->wants_help = true;
    else if (find_screen(p->command, name))
        p->wanted = find_screen(p->command, name);
    else if (o)
        take_value(p, o, value ? value + 1 : NULL);
    else
        unknown(p, name);
}

/* Those that are typed by hand every day, or known from every other program. */
static void take_short(struct parse *p, const char *text)
{
    const char *name = strcmp(text, "-a") == 0 ? "account" : strcmp(text, "-4") == 0 ? "ipv4" : strcmp(text, "-6") == 0 ? "ipv6" : "";
    const struct option *o = options_find(p->command, name);

    if (strcmp(text, "-h") == 0)
        p->wants_help = true;
    else if (o)
        take_value(p, o, NULL);
    else
        wrong(p, "there is no option %.60s; options are words, such as --%s (see `wax %s --help`)", text, p->command->options[0].name,
              p->command->name);
}

enum parsed options_parse(const struct command *c, void *into, struct strings *operands, int argc, char **argv, struct outcome *outcome)
{
    struct parse p = { .command = c, .into = into, .argc = argc, .argv = argv, .outcome = outcome };
    bool only_operands = false;

    for (p.at = 1; p.at < argc; p.at++) {
        const char *arg = argv[p.at];
        if (only_operands || arg[0] != '-' || !arg[1])
            append(operands, arg, outcome);
        else if (strcmp(arg, "--") == 0)
            only_operands = true;
        else if (arg[1] == '-')
            take_option(&p, arg + 2);
        else
            take_short(&p, arg);
    }
    if (p.wants_help || p.wanted)
        return show_help(&p);
    return outcome_is_wrong(outcome) ? PARSED_WRONG : PARSED;
}

void options_free(const struct command *c, void *into, struct strings *operands)
{
    for (size_t i = 0; i < c->n_options; i++)
        if (c->options[i].kind == OPTION_LIST)
            free(((struct strings *)(void *)((char *)into + c->options[i].at))->at);
    free(operands->at);
}
