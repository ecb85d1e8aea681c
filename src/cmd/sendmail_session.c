/* sendmail_session.c -- see sendmail_session.h. */
#include "sendmail_session.h"

#include "intake_list.h"
#include "sendmail_params.h"
#include "sendmail_post.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct session {
    struct post         post;
    struct intake_lines lines;
    enum intake_end     until;              /* INTAKE_SMTP_CRLF once the caller's first line has ended so */
    bool                is_greeted, is_over;
    wax_message        *envelope;           /* NULL: no mail is under way */
    struct outcome     *outcome;
};

enum { REPLY = 511 };       /* with its NUL, which CRLF takes the place of: RFC 5321 s.4.5.3.1.5 */

#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
static void say(const char *format, ...)
{
    char line[REPLY];
    va_list ap;

    va_start(ap, format);
    vsnprintf(line, sizeof line, format, ap);
    va_end(ap);
    printf("%s\r\n", line);
}

/* -- the beginning and the end -------------------------------------------------------------------------------- */

static void forget_mail(struct session *s)
{
    wax_message_free(s->envelope);
    s->envelope = NULL;
}

static void greeted(struct session *s)
{
    forget_mail(s);
    s->is_greeted = true;
}

static void on_helo(struct session *s, struct span args)
{
    (void)args;
    greeted(s);
    say("250 %s", s->post.caller.domain);
}

static void on_ehlo(struct session *s, struct span args)
{
    (void)args;
    greeted(s);
    say("250-%s", s->post.caller.domain);
    say("250-8BITMIME");
    say("250-DSN");
    say("250-PIPELINING");
    say("250-SIZE");
    say("250 ENHANCEDSTATUSCODES");
}

static void on_rset(struct session *s, struct span args)
{
    (void)args;
    forget_mail(s);
    say("250 2.0.0 OK");
}

static void on_noop(struct session *s, struct span args)
{
    (void)s;
    (void)args;
    say("250 2.0.0 OK");
}

static void on_vrfy(struct session *s, struct span args)
{
    (void)s;
    (void)args;
    say("252 2.5.2 send it a mail and see");
}

static void on_help(struct session *s, struct span args)
{
    (void)s;
    (void)args;
    say("214 2.0.0 HELO EHLO MAIL RCPT DATA RSET NOOP VRFY QUIT; each mail is sent at once: man wax-sendmail");
}

static void on_quit(struct session *s, struct span args)
{
    (void)args;
    s->is_over = true;
    say("221 2.0.0 goodbye");
}

/* -- the envelope --------------------------------------------------------------------------------------------- */

static struct span skip_blanks(struct span s)
{
    while (s.len && *s.p == ' ')
        s = (struct span){ s.p + 1, s.len - 1 };
    return s;
}

/* Behind "FROM:" or "TO:": a path in brackets, or one word for callers that leave them out; *rest has the parameters. */
static bool take_path(struct span args, const char *keyword, struct span *path, struct span *rest)
{
    size_t n = strlen(keyword);
    struct list_item item;
    bool is_broken = false;

    if (args.len < n || !wax__text_same((struct span){ args.p, n }, keyword))
        return false;
    args = skip_blanks((struct span){ args.p + n, args.len - n });
    if (args.len == 0)
        return false;
    if (*args.p == '<') {
        struct span all = args;
        if (!intake_list_next(&all, &item, &is_broken))
            return false;
        *path = item.address.p ? item.address : (struct span){ args.p + 1, 0 };
        n = (size_t)(path->p + path->len + 1 - args.p);
    } else {
        const uint8_t *space = memchr(args.p, ' ', args.len);
        n = space ? (size_t)(space - args.p) : args.len;
        *path = (struct span){ args.p, n };
    }
    *rest = skip_blanks((struct span){ args.p + n, args.len - n });
    return true;
}

static const char *may_begin(const struct session *s)
{
    return !s->is_greeted ? "503 5.5.1 say EHLO or HELO first" : s->envelope ? "503 5.5.1 a mail is under way; RSET forgets it" : NULL;
}

/* As on the command line: asked where the server knows how. */
static void ask(wax_message *envelope, const struct sendmail_params *p, wax_ask kind, const char *recipient)
{
    if (!*p->asked[kind])
        return;
    if (recipient)
        wax_message_ask_for(envelope, recipient, kind, p->asked[kind], WAX_IF_OFFERED);
    else
        wax_message_ask(envelope, kind, p->asked[kind], WAX_IF_OFFERED);
}

static void begin_mail(struct session *s, struct span path, const struct sendmail_params *asks)
{
    char sender[1024];

    snprintf(sender, sizeof sender, "%.*s", (int)path.len, (const char *)path.p);
    if (!post_begin(&s->post, sender, s->outcome)) {
        say("554 5.3.5 %.450s", s->outcome->error.text);
        s->is_over = true;
        return;
    }
    s->envelope = wax_message_new();
    post_sender(&s->post, sender, s->envelope);
    ask(s->envelope, asks, WAX_ASK_RET, NULL);
    ask(s->envelope, asks, WAX_ASK_ENVID, NULL);
    if (!wax_message_error(s->envelope)->status) {
        say("250 2.1.0 OK");
        return;
    }
    say("553 5.1.7 %.400s", wax_message_error(s->envelope)->text);
    forget_mail(s);
}

/* NULL: it is a command; else the reply to what is none. */
static const char *read_mail(const struct session *s, struct span args, struct span *path, struct sendmail_params *asks)
{
    const char *early = may_begin(s);
    struct span parameters;

    if (early)
        return early;
    if (!take_path(args, "FROM:", path, &parameters) || path->len >= 1024)
        return "501 5.5.4 expected MAIL FROM:<address>";
    return sendmail_params_read(asks, parameters, true);
}

static void on_mail(struct session *s, struct span args)
{
    struct sendmail_params asks;
    struct span path;
    const char *bad = read_mail(s, args, &path, &asks);

    if (bad)
        say("%s", bad);
    else
        begin_mail(s, path, &asks);
}

/* An alias hands what is asked on to everybody that it stands for: RFC 3461 s.5.2.7.1. */
static void ask_for_those_behind(struct session *s, size_t before, const struct sendmail_params *asks)
{
    for (size_t i = before; i < wax_message_recipients(s->envelope); i++) {
        ask(s->envelope, asks, WAX_ASK_NOTIFY, wax_message_recipient(s->envelope, i));
        ask(s->envelope, asks, WAX_ASK_ORCPT, wax_message_recipient(s->envelope, i));
    }
}

static void add_recipient(struct session *s, struct span path, const struct sendmail_params *asks)
{
    char list[1028];
    wax_error why = { 0 };
    size_t before = wax_message_recipients(s->envelope);

    snprintf(list, sizeof list, "<%.*s>", (int)path.len, (const char *)path.p);
    bool is_good = post_recipients(&s->post, list, s->envelope, &why);
    ask_for_those_behind(s, before, asks);
    if (is_good)
        say(wax_message_recipients(s->envelope) >= before && path.len ? "250 2.1.5 OK" : "501 5.1.3 a recipient has an address");
    else {
        say("553 5.1.3 %.400s; the mail is forgotten", why.text);
        forget_mail(s);
    }
}

static const char *read_rcpt(const struct session *s, struct span args, struct span *path, struct sendmail_params *asks)
{
    struct span parameters;

    if (!s->envelope)
        return "503 5.5.1 MAIL comes first";
    if (!take_path(args, "TO:", path, &parameters) || path->len >= 1024)
        return "501 5.5.4 expected RCPT TO:<address>";
    return sendmail_params_read(asks, parameters, false);
}

static void on_rcpt(struct session *s, struct span args)
{
    struct sendmail_params asks;
    struct span path;
    const char *bad = read_rcpt(s, args, &path, &asks);

    if (bad)
        say("%s", bad);
    else
        add_recipient(s, path, &asks);
}

/* -- the mail ------------------------------------------------------------------------------------------------- */

static bool is_temporary(enum exit_code exit)
{
    return exit == EXIT_CODE_TEMPORARY || exit == EXIT_CODE_OS || exit == EXIT_CODE_IO || exit == EXIT_CODE_NO_HOST;
}

static void tell_fate(const struct outcome *o)
{
    if (!outcome_is_wrong(o))
        say("250 2.0.0 sent: the server accepted it");
    else if (is_temporary(o->exit))
        say("451 4.0.0 %.450s", o->error.text);
    else
        say("554 5.0.0 %.450s", o->error.text);
}

static void take_mail(struct session *s)
{
    struct intake_mail mail = { 0 };
    struct outcome o = { .warns_nobody = s->outcome->warns_nobody };
    wax_error why = { 0 };

    if (intake_read(&mail, &s->lines, s->until, &why))
        outcome_failed(&o, &why);
    else if (mail.has_bare_lf)
        outcome_wrong(&o, EXIT_CODE_DATA, WAX_E_INPUT, "data", "the mail holds an LF without its CR, which some servers take for the end of a line; "
                      "nothing was sent");
    else
        post_mail(&s->post, &mail, s->envelope, &o);
    tell_fate(&o);
    intake_free(&mail);
    forget_mail(s);
}

static void on_data(struct session *s, struct span args)
{
    (void)args;
    if (!s->envelope || wax_message_recipients(s->envelope) == 0) {
        say("503 5.5.1 MAIL and RCPT come first");
        return;
    }
    say("354 end with a line of one dot");
    fflush(stdout);
    take_mail(s);
}

/* -- the table ------------------------------------------------------------------------------------------------ */

static const struct verb {
    const char *name;
    void      (*on)(struct session *, struct span args);
} verbs[] = {
    { "EHLO", on_ehlo }, { "HELO", on_helo }, { "MAIL", on_mail }, { "RCPT", on_rcpt }, { "DATA", on_data }, { "RSET", on_rset },
    { "NOOP", on_noop }, { "VRFY", on_vrfy }, { "HELP", on_help }, { "QUIT", on_quit },
};

static void obey(struct session *s, struct span line)
{
    const uint8_t *space = memchr(line.p, ' ', line.len);
    struct span name = { line.p, space ? (size_t)(space - line.p) : line.len };
    struct span args = skip_blanks((struct span){ line.p + name.len, line.len - name.len });

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (wax__text_same(name, verbs[i].name)) {
            verbs[i].on(s, args);
            return;
        }
    say("500 5.5.1 no such command here");
}

/* False: the caller has gone.  A command that does not fit its line is skipped to its end. */
static bool next_command(struct session *s, struct line_piece *piece)
{
    wax_error why = { 0 };

    if (intake_lines_wait(&s->lines))
        fflush(stdout);
    if (intake_lines_next(&s->lines, piece, &why))
        outcome_failed(s->outcome, &why);
    return !outcome_is_wrong(s->outcome) && piece->p;
}

static bool is_command(const struct line_piece *p)
{
    return p->is_start && p->end != LINE_GOES_ON && p->len <= 2048 && !memchr(p->p, 0, p->len) && !memchr(p->p, '\r', p->len);
}

static void converse(struct session *s)
{
    struct line_piece piece;

    say("220 %s ESMTP wax sendmail", s->post.caller.domain);
    while (!s->is_over && next_command(s, &piece)) {
        if (s->until == INTAKE_TO_END)
            s->until = piece.end == LINE_CRLF ? INTAKE_SMTP_CRLF : INTAKE_SMTP_ANY;
        if (is_command(&piece))
            obey(s, (struct span){ piece.p, piece.len });
        else if (piece.end != LINE_GOES_ON)
            say("500 5.5.2 that line is no command");
    }
    fflush(stdout);
}

void sendmail_session(const struct sendmail_args *a, struct outcome *o)
{
    static struct session s;

    s = (struct session){ .post = { .args = a }, .until = INTAKE_TO_END, .outcome = o };
    intake_lines_begin(&s.lines, STDIN_FILENO);
    post_init(&s.post);
    if (freopen("/dev/null", "w", stderr))
        converse(&s);
    else
        say("421 4.3.0 standard error can't be kept out of the replies");
    forget_mail(&s);
    post_end(&s.post);
}
