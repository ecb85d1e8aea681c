/* send_args.c -- see send_args.h. */
#include "send_args.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wax/message.h>

#define FIELD(name) offsetof(struct send_args, name)

enum { NAME_MOST = 255, LOGIN_MOST = 1024, ADDRESS_LIST_MOST = 1 << 20 };

static const struct option options[] = {
    { "server", "URL", OPTION_LINE, 2048, FIELD(server), "submission://HOST, smtps://HOST, smtp://HOST, ..." },
    { "from", "ADDRESS", OPTION_LINE, ADDRESS_LIST_MOST, FIELD(from), "who sends it" },
    { "to", NULL, OPTION_LIST, ADDRESS_LIST_MOST, FIELD(to), NULL },
    { "cc", NULL, OPTION_LIST, ADDRESS_LIST_MOST, FIELD(cc), NULL },
    { "bcc", "LIST", OPTION_LIST, ADDRESS_LIST_MOST, FIELD(bcc), "who gets it: \"Grace <g@example.net>, b@x.org\"" },
    { "subject", NULL, OPTION_LINE, 0, FIELD(subject), NULL },
    { "text", NULL, OPTION_TEXT, 0, FIELD(text), NULL },
    { "html", "TEXT", OPTION_TEXT, 0, FIELD(html), "a new mail; or a ready-made one: FILE, -" },
    { "user", "NAME", OPTION_LINE, LOGIN_MOST, FIELD(user), "log in; the password: WAX_PASSWORD, or one of" },
    { "password-command", "CMD", OPTION_TEXT, 0, FIELD(password_command), "its first line of output (no shell)" },
    { "password-file", "FILE", OPTION_TEXT, 0, FIELD(password_file), "its first line" },
    { "auth", "MECHANISM", OPTION_LINE, NAME_MOST, FIELD(auth), "such as XOAUTH2; default: the strongest offered" },
    { "tls", "MODE", OPTION_LINE, NAME_MOST, FIELD(tls), "required (default), opportunistic, insecure-none" },
    { "ca-file", "FILE", OPTION_TEXT, 0, FIELD(ca_file), "trust these roots, not the system's" },
    { "verify-name", "NAME", OPTION_LINE, NAME_MOST, FIELD(verify_name), "what the certificate must prove; default: HOST" },
    { "connect-to", "ADDRESS", OPTION_LINE, NAME_MOST, FIELD(connect_to), "go there; HOST stays the name to prove" },
    { "ehlo-name", "NAME", OPTION_LINE, NAME_MOST, FIELD(ehlo_name), "who we say we are" },
    { "timeout", "SECONDS", OPTION_LINE, NAME_MOST, FIELD(timeout), "for all of it; default 600" },
    { "trace", NULL, OPTION_FLAG, 0, FIELD(trace), NULL },
    { "json", NULL, OPTION_FLAG, 0, FIELD(json), NULL },
    { "quiet", NULL, OPTION_FLAG, 0, FIELD(quiet), "show the talk; report as JSON; say only errors" },
};

#define OTHER_WAYS "use --password-command 'pass show mail', --password-file FILE, or WAX_PASSWORD in the environment"
#define NO_PASSWORD "everyone on this machine can read a command line, so a password is not taken from it; " OTHER_WAYS

static const struct advice advice[] = {
    { "password", NO_PASSWORD },
    { "pass", NO_PASSWORD },
    { "insecure", "there is no such switch; --ca-file trusts a private authority, --verify-name another name" },
    { "starttls", "STARTTLS is what submission:// and smtp:// do, and nothing goes without it; leave the option out" },
};

static const struct command command = {
    .name = "send",
    .usage = "send --server URL --from ADDRESS --to LIST (--text TEXT | FILE | -)",
    .options = options, .n_options = sizeof options / sizeof *options,
    .advice = advice, .n_advice = sizeof advice / sizeof *advice,
    .examples = "  wax send --server submission://mail.example.org --user ada \\\n"
                "    --password-command 'pass show mail' --from ada@example.org \\\n"
                "    --to grace@example.net --subject Hello --text 'It works.'\n"
                "More: man wax-send\n",
};

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void wrong(struct outcome *o, const char *format, ...)
{
    char text[512];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    outcome_wrong(o, EXIT_CODE_USAGE, WAX_E_USAGE, "options", "%s", text);
}

/* -- addresses ---------------------------------------------------------------------------------------------- */

static void count(void *n, const char *display_name, const char *address)
{
    (void)display_name;
    (void)address;
    ++*(size_t *)n;
}

static size_t mailboxes(const char *option, const char *list, struct outcome *o)
{
    size_t n = 0;
    wax_error why = { 0 };

    if (wax_addresses(list, count, &n, &why) == WAX_E_NOMEM)
        outcome_no_memory(o);
    else if (why.status)
        wrong(o, "--%s: %s", option, why.text);
    return n;
}

static size_t all_mailboxes(const char *option, const struct strings *lists, struct outcome *o)
{
    size_t n = 0;

    for (size_t i = 0; i < lists->n; i++)
        n += mailboxes(option, lists->at[i], o);
    return n;
}

static void check_recipients(const struct send_args *a, struct outcome *o)
{
    bool is_nobody_named = a->to.n + a->cc.n + a->bcc.n == 0;
    size_t n = all_mailboxes("to", &a->to, o) + all_mailboxes("cc", &a->cc, o) + all_mailboxes("bcc", &a->bcc, o);

    if (is_nobody_named || (n == 0 && !outcome_is_wrong(o)))
        wrong(o, "say who gets it: --to grace@example.net%s", a->file ? "; the header of a ready-made mail is not read for that" : "");
}

static bool is_null_sender(const char *from)
{
    return !*from || strcmp(from, "<>") == 0;
}

static void check_sender(const struct send_args *a, struct outcome *o)
{
    if (!a->from)
        wrong(o, "say who sends it: --from ada@example.org%s", a->file ? "; the header of a ready-made mail is not read for that" : "");
    else if (is_null_sender(a->from) && !a->file)
        wrong(o, "--from is empty; a new mail needs a sender (a ready-made one may have none)");
    else if (!is_null_sender(a->from) && mailboxes("from", a->from, o) != 1 && !outcome_is_wrong(o))
        wrong(o, "--from takes one address: whoever gets to know when the mail can't be delivered");
}

/* -- the rest ----------------------------------------------------------------------------------------------- */

static void check_mail(struct send_args *a, struct outcome *o)
{
    const char *part = a->subject ? "subject" : a->text ? "text" : a->html ? "html" : NULL;

    a->file = a->operands.n ? a->operands.at[0] : NULL;
    if (a->operands.n > 1)
        wrong(o, "one mail at a time: %zu files are given (does a text with blanks lack its quotes?)", a->operands.n);
    else if (a->file && part)
        wrong(o, "--%s is for a new mail, but %.200s is a ready-made one, whose header is not touched", part, a->file);
    else if (!a->file && !a->text && !a->html)
        wrong(o, "say what to send: --text TEXT, --html TEXT, or a ready-made mail: FILE, or - for standard input");
}

/* What an URL that we do not understand is quoted back with must not hold a password. */
static bool has_password(const char *url)
{
    const char *scheme = strstr(url, "://"), *user = scheme ? scheme + 3 : url, *sign = strrchr(user, '@');

    return sign && memchr(user, ':', (size_t)(sign - user));
}

static void check_server(const struct send_args *a, struct outcome *o)
{
    if (!a->server)
        wrong(o, "say which server takes the mail: --server submission://mail.example.org (port 587, STARTTLS), or "
                 "--server smtps://mail.example.org (port 465, TLS from the first byte)");
    else if (has_password(a->server))
        wrong(o, "--server holds a password, and everyone on this machine can read a command line; " OTHER_WAYS);
}

static bool begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

/* A mode that the URL contradicts would be obeyed by one and not by the other: better to ask. */
static void check_tls(struct send_args *a, struct outcome *o)
{
    if (!a->tls || strcmp(a->tls, "required") == 0)
        return;
    a->weakens_tls = true;
    if (strcmp(a->tls, "opportunistic") == 0)
        a->tls_mode = WAX_TLS_OPPORTUNISTIC;
    else if (strcmp(a->tls, "insecure-none") == 0)
        a->tls_mode = WAX_TLS_INSECURE_NONE;
    else
        wrong(o, "--tls is required, opportunistic or insecure-none, not '%.60s'", a->tls);
    if (a->server && (begins(a->server, "smtps:") || begins(a->server, "submissions:")))
        wrong(o, "this URL means TLS from the first byte, so --tls %.60s can't be; use smtp:// or submission://", a->tls);
}

enum { TIMEOUT_MOST_S = 604800 };       /* a week: more is a slip of the finger */

/* Decimal, without the locale's opinion: "2.5" is 2500.  -1: it is none. */
static int64_t milliseconds(const char *s)
{
    int64_t ms = 0, unit = 1000;
    const char *p = s;

    for (; *p >= '0' && *p <= '9' && ms <= (int64_t)TIMEOUT_MOST_S * 1000; p++)
        ms = ms * 10 + (*p - '0') * 1000;
    if (p == s)
        return -1;
    if (*p == '.')
        for (p++; *p >= '0' && *p <= '9'; p++)
            ms += (*p - '0') * (unit /= 10);
    return *p ? -1 : ms;
}

static void check_timeout(struct send_args *a, struct outcome *o)
{
    a->timeout_ms = milliseconds(a->timeout ? a->timeout : "600");
    if (a->timeout_ms <= 0 || a->timeout_ms > (int64_t)TIMEOUT_MOST_S * 1000)
        wrong(o, "--timeout is a number of seconds over 0 and at most %d, such as 30 or 2.5, not '%.60s'", TIMEOUT_MOST_S, a->timeout);
}

bool send_args_has_user(const struct send_args *a)
{
    const char *host = a->server ? strstr(a->server, "://") : NULL;

    return a->user || (host && memchr(host + 3, '@', strcspn(host + 3, "/")));
}

static void check_login(const struct send_args *a, struct outcome *o)
{
    const char *source = a->password_command ? "password-command" : "password-file";

    if (a->password_command && a->password_file)
        wrong(o, "--password-command and --password-file both give a password; which one is meant?");
    if ((a->password_command || a->password_file) && !send_args_has_user(a))
        wrong(o, "--%s gives a password, but whose? Add --user NAME", source);
    if (a->auth && !send_args_has_user(a))
        wrong(o, "--auth chooses how to log in, but who does? Add --user NAME");
}

enum parsed send_args_read(struct send_args *a, int argc, char **argv, struct outcome *o)
{
    enum parsed parsed = options_parse(&command, a, &a->operands, argc, argv, o);

    if (parsed != PARSED)
        return parsed;
    check_server(a, o);
    check_mail(a, o);
    check_sender(a, o);
    check_recipients(a, o);
    check_tls(a, o);
    check_timeout(a, o);
    check_login(a, o);
    return outcome_is_wrong(o) ? PARSED_WRONG : PARSED;
}

void send_args_free(struct send_args *a)
{
    options_free(&command, a, &a->operands);
}

void send_args_help(void)
{
    options_help(&command);
}
