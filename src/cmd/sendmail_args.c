/* sendmail_args.c -- see sendmail_args.h. */
#include "sendmail_args.h"

#include <string.h>
#include <strings.h>

struct walk {
    struct sendmail_args *args;
    char                **argv;
    int                   argc, at;
    const char           *letter;       /* inside argv[at] */
    struct outcome       *outcome;
};

typedef void option_fn(struct walk *, const char *value);

/* -- what options do ------------------------------------------------------------------------------------------ */

static void leave_alone(struct walk *w, const char *value)
{
    (void)w;
    (void)value;
}

static void on_ignore_dots(struct walk *w, const char *value)
{
    (void)value;
    w->args->ignores_dots = true;
}

static void on_recipients(struct walk *w, const char *value)
{
    (void)value;
    w->args->reads_recipients = true;
}

static void on_verbose(struct walk *w, const char *value)
{
    (void)value;
    w->args->is_verbose = true;
}

static void on_no_aliases(struct walk *w, const char *value)
{
    (void)value;
    w->args->has_no_aliases = true;
}

static void on_sender(struct walk *w, const char *value)
{
    w->args->sender = value;
}

static void on_author_name(struct walk *w, const char *value)
{
    w->args->author_name = value;
}

static void on_account(struct walk *w, const char *value)
{
    w->args->account = value;
}

static void on_run_queue(struct walk *w, const char *value)
{
    (void)value;
    if (w->args->mode == SENDMAIL_SEND)
        w->args->mode = SENDMAIL_RUN_QUEUE;
}

static void on_aliases(struct walk *w, const char *value)
{
    (void)value;
    w->args->mode = SENDMAIL_ALIASES;
}

static void on_notify(struct walk *w, const char *value)
{
    w->args->ask[WAX_ASK_NOTIFY] = value;
}

static void on_return(struct walk *w, const char *value)
{
    w->args->ask[WAX_ASK_RET] = value;
}

static void on_envelope_id(struct walk *w, const char *value)
{
    w->args->ask[WAX_ASK_ENVID] = value;
}

/* -oi is -i; -oem, -odb, -om and the like arrange a queue and its mails back, of which there are none. */
static void on_old_option(struct walk *w, const char *value)
{
    if (*value == 'i')
        w->args->ignores_dots = true;
}

static bool is_true(const char *value)
{
    return !*value || strchr("TtYy1", *value);
}

/* Of Sendmail's long options the one that changes what a mail is. */
static void on_long_option(struct walk *w, const char *value)
{
    const char *equals = strchr(value, '=');

    if (strncasecmp(value, "IgnoreDots", 10) == 0 && (!equals || is_true(equals + 1)))
        w->args->ignores_dots = true;
}

static void on_body(struct walk *w, const char *value)
{
    if (strcasecmp(value, "7BIT") != 0 && strcasecmp(value, "8BITMIME") != 0)
        outcome_usage(w->outcome, "-B says what the body is, 7BIT or 8BITMIME, not '%.60s'", value);
}

static void on_mode(struct walk *w, const char *value)
{
    static const struct { char letter; enum sendmail_mode mode; } modes[] = {
        { 'm', SENDMAIL_SEND }, { 's', SENDMAIL_SMTP }, { 'p', SENDMAIL_QUEUE }, { 'i', SENDMAIL_ALIASES },
    };

    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (*value == modes[i].letter && !value[1]) {
            w->args->mode = modes[i].mode;
            return;
        }
    if (strchr("dDl", *value) && *value)
        outcome_usage(w->outcome, "-b%.10s asks for a mail server in the background; wax is none: it sends each mail at once, and then ends", value);
    else if (*value == 'v' || *value == 't')
        outcome_usage(w->outcome, "-b%.10s asks how a mail would be routed; wax hands every mail to one server, and only that one knows", value);
    else
        outcome_usage(w->outcome, "-b takes m (send), s (SMTP on standard input), p (the queue) or i (aliases), not '%.60s'", value);
}

/* -- the table ------------------------------------------------------------------------------------------------ */

enum takes { NOTHING, A_VALUE, THE_REST };      /* THE_REST: of its own word, if any */

static const struct letter {
    char       name;
    enum takes takes;
    option_fn *on;
} letters[] = {
    { 'i', NOTHING, on_ignore_dots }, { 't', NOTHING, on_recipients }, { 'v', NOTHING, on_verbose }, { 'f', A_VALUE, on_sender },
    { 'r', A_VALUE, on_sender },      { 'F', A_VALUE, on_author_name }, { 'a', A_VALUE, on_account }, { 'b', A_VALUE, on_mode },
    { 'B', A_VALUE, on_body },        { 'N', A_VALUE, on_notify },     { 'R', A_VALUE, on_return },  { 'V', A_VALUE, on_envelope_id },
    { 'o', A_VALUE, on_old_option },  { 'O', A_VALUE, on_long_option }, { 'q', THE_REST, on_run_queue }, { 'I', NOTHING, on_aliases },
    /* What these ask of Sendmail or Postfix concerns queues, logs, configurations and relays. */
    { 'A', A_VALUE, leave_alone },    { 'C', A_VALUE, leave_alone },   { 'X', A_VALUE, leave_alone }, { 'L', A_VALUE, leave_alone },
    { 'h', A_VALUE, leave_alone },    { 'p', A_VALUE, leave_alone },   { 'e', A_VALUE, leave_alone }, { 'd', THE_REST, leave_alone },
    { 'G', NOTHING, leave_alone },    { 'U', NOTHING, leave_alone },   { 'n', NOTHING, on_no_aliases }, { 'm', NOTHING, leave_alone },
    { 's', NOTHING, leave_alone },    { 'x', NOTHING, leave_alone },   { 'c', NOTHING, leave_alone },
};

static const struct letter *find(char name)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].name == name)
            return &letters[i];
    return NULL;
}

/* -- the walk ------------------------------------------------------------------------------------------------- */

/* Behind the letter, or the next word; NULL: there is none. */
static const char *value_of(struct walk *w)
{
    const char *attached = w->letter + 1;

    w->letter = "";
    if (*attached)
        return attached;
    return w->at + 1 < w->argc ? w->argv[++w->at] : NULL;
}

static const char *rest_of(struct walk *w)
{
    const char *rest = w->letter + 1;

    w->letter = "";
    return rest;
}

static void unknown(struct walk *w, char name)
{
    w->letter = "";
    outcome_usage(w->outcome, "sendmail has no option -%c, in '%.60s'; `wax sendmail --help` lists what there is", name, w->argv[w->at]);
}

static void take_letter(struct walk *w)
{
    const struct letter *l = find(*w->letter);
    char name = *w->letter;

    if (!l) {
        unknown(w, name);
        return;
    }
    if (l->takes == NOTHING) {
        l->on(w, NULL);
        w->letter++;
        return;
    }
    const char *value = l->takes == A_VALUE ? value_of(w) : rest_of(w);
    if (value)
        l->on(w, value);
    else
        outcome_usage(w->outcome, "sendmail's -%c needs a value, and nothing follows it", name);
}

static bool take_word(struct walk *w, const char *word)
{
    if (strcmp(word, "--help") == 0)
        w->args->mode = SENDMAIL_HELP;
    else if (strcmp(word, "--version") == 0)
        w->args->mode = SENDMAIL_VERSION;
    else if (word[0] == '-' && word[1] == '-' && word[2])
        outcome_usage(w->outcome, "sendmail's options are letters; there is no %.60s (the server is chosen by the configuration: man wax-sendmail)", word);
    else
        return false;
    return true;
}

static void set_mode_by_name(struct sendmail_args *a, const char *name)
{
    if (strcmp(name, "newaliases") == 0)
        a->mode = SENDMAIL_ALIASES;
    else if (strcmp(name, "mailq") == 0)
        a->mode = SENDMAIL_QUEUE;
}

/* Behind the first recipient everything is one, as POSIX has it: an address can't become an option there.  A slip is told. */
static void check_operands(const struct sendmail_args *a, struct outcome *o)
{
    for (size_t i = 0; i < a->n_recipients; i++)
        if (a->recipients[i][0] == '-')
            outcome_usage(o, "'%.60s' stands behind a recipient, where no option is taken; if it is an address, put -- before them all", a->recipients[i]);
}

void sendmail_args_read(struct sendmail_args *a, int argc, char **argv, struct outcome *o)
{
    struct walk w = { .args = a, .argv = argv, .argc = argc, .at = 1, .outcome = o };
    bool has_end = false;

    set_mode_by_name(a, argv[0]);
    for (; w.at < argc && argv[w.at][0] == '-' && argv[w.at][1]; w.at++) {
        if (strcmp(argv[w.at], "--") == 0) {
            has_end = true;
            w.at++;
            break;
        }
        if (take_word(&w, argv[w.at]))
            continue;
        for (w.letter = argv[w.at] + 1; *w.letter;)
            take_letter(&w);
    }
    a->recipients = argv + (w.at < argc ? w.at : argc);
    a->n_recipients = w.at < argc ? (size_t)(argc - w.at) : 0;
    if (!has_end)
        check_operands(a, o);
}
