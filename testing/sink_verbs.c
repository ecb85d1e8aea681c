/* sink_verbs.c -- what the sink answers to each command: a table, and a function a command.
 *
 * Knows RFC 5321 and the extensions it offers; knows no socket, and of TLS only whether the epoch is 1.  Promise: it is strict.  A
 * client that runs ahead where RFC 2920 forbids it, ends a line with half a CRLF or says something out of order is told so. */
#include "sink.h"

#include "fail.h"

#include <stdio.h>
#include <string.h>

static const struct { const char *name, *said; unsigned offer; } offers[] = {
    { "SIZE", "SIZE 1073741824", OFFER_SIZE },
    { "8BITMIME", "8BITMIME", OFFER_8BITMIME },
    { "PIPELINING", "PIPELINING", OFFER_PIPELINING },
    { "CHUNKING", "CHUNKING", OFFER_CHUNKING },
    { "DSN", "DSN", OFFER_DSN },
    { "SMTPUTF8", "SMTPUTF8", OFFER_SMTPUTF8 },
    { "STARTTLS", "STARTTLS", OFFER_STARTTLS },
    { "ENHANCEDSTATUSCODES", "ENHANCEDSTATUSCODES", OFFER_ENHANCED },
    { "AUTH", NULL, OFFER_AUTH },
    { "PLAIN", NULL, OFFER_PLAIN },
    { "LOGIN", NULL, OFFER_LOGIN },
    { "XOAUTH2", NULL, OFFER_XOAUTH2 },
    { "EXTERNAL", NULL, OFFER_EXTERNAL },
};

unsigned wax__sink_offer_named(const char *name)
{
    struct span wanted = { (const uint8_t *)name, strlen(name) };

    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++)
        if (wax__text_same(wanted, offers[i].name))
            return offers[i].offer;
    return 0;
}

/* What this server offers on this channel at this moment. */
static unsigned offered_now(const struct conn *c)
{
    const wax_sink *s = c->sink;
    bool is_secure = wax_stream_epoch(c->stream) == 1;
    unsigned all = OFFER_SIZE | OFFER_8BITMIME | OFFER_PIPELINING | OFFER_CHUNKING | OFFER_ENHANCED | OFFER_DSN | OFFER_SMTPUTF8;

    if (!is_secure && s->tls_mode == WAX_SINK_STARTTLS)
        all |= OFFER_STARTTLS;
    if (is_secure && s->user)
        all |= OFFER_AUTH | OFFER_PLAIN | OFFER_LOGIN | OFFER_XOAUTH2;
    if (is_secure && s->client_ca)
        all |= OFFER_AUTH | OFFER_EXTERNAL;
    return all & ~s->without;
}

static bool has_offered(const struct conn *c, unsigned offer)
{
    return (c->session.offered & offer) == offer;
}

static void reply(struct conn *c, const char *code, const char *enhanced, const char *text)
{
    wax__sink_reply(c, code, enhanced, text);
}

/* -- the beginning -------------------------------------------------------------------------------------------- */

static void put_line(struct conn *c, const char *text, bool is_last)
{
    char line[SINK_NAME + 64];
    int n = snprintf(line, sizeof line, "250%c%s", is_last ? ' ' : '-', text);

    wax__sink_put(c, line, (size_t)n);
    wax__sink_put(c, "\r\n", 2);
    wax__sink_trace(c, WAX_TRACE_HEARD, line, (size_t)n);
}

void wax__sink_greet(struct conn *c)
{
    char line[SINK_NAME + 64];
    int n = snprintf(line, sizeof line, "220 %.255s %s wax sink", c->sink->name, c->sink->is_lmtp ? "LMTP" : "ESMTP");

    wax__sink_trace(c, WAX_TRACE_HEARD, line, (size_t)n);
    wax__sink_put(c, line, (size_t)n);
    wax__sink_put(c, "\r\n", 2);
}

void wax__sink_new_mail(struct conn *c)
{
    struct mail *m = &c->mail;

    wax__sink_letter_drop(c);
    wax__buf_take(&m->envelope, buf_len(&m->envelope));
    *m = (struct mail){ .envelope = m->envelope, .letter = m->letter };
}

/* RFC 5321 s.4.1.4: a greeting begins anew, as RSET does. */
static bool greeted(struct conn *c, struct span name)
{
    if (name.len == 0 || name.len >= SINK_NAME || memchr(name.p, ' ', name.len)) {
        reply(c, "501", "5.5.4", "the greeting is one name");
        return false;
    }
    wax__sink_new_mail(c);
    c->session.is_greeted = true;
    memcpy(c->session.helo, name.p, name.len);
    c->session.helo[name.len] = 0;
    return true;
}

static void on_helo(struct conn *c, struct span args)
{
    c->session.offered = 0;
    if (greeted(c, args))
        put_line(c, c->sink->name, true);
}

static void put_auth_offer(struct conn *c, unsigned offered)
{
    char line[64];

    snprintf(line, sizeof line, "AUTH%s%s%s%s", offered & OFFER_PLAIN ? " PLAIN" : "", offered & OFFER_LOGIN ? " LOGIN" : "",
             offered & OFFER_XOAUTH2 ? " XOAUTH2" : "", offered & OFFER_EXTERNAL ? " EXTERNAL" : "");
    put_line(c, line, false);
}

static void on_ehlo(struct conn *c, struct span args)
{
    unsigned offered = offered_now(c);
    char name[SINK_NAME + 32];

    if (!greeted(c, args))
        return;
    c->session.offered = offered;
    snprintf(name, sizeof name, "%.255s at your service", c->sink->name);
    put_line(c, name, false);
    if (offered & OFFER_AUTH)
        put_auth_offer(c, offered);
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++)
        if (offers[i].said && (offered & offers[i].offer))
            put_line(c, offers[i].said, false);
    put_line(c, "HELP", true);
}

static void on_starttls(struct conn *c, struct span args)
{
    if (args.len)
        reply(c, "501", "5.5.4", "STARTTLS takes no parameter");
    else if (wax_stream_epoch(c->stream) == 1)
        reply(c, "503", "5.5.1", "TLS is active already");
    else if (!(offered_now(c) & OFFER_STARTTLS))
        reply(c, "502", "5.5.1", "STARTTLS is not offered here");
    else {
        reply(c, "220", "2.0.0", "Ready to start TLS");
        wax__sink_turn_seam(c, c->sink->tls);
    }
}

/* -- the mail ------------------------------------------------------------------------------------------------- */

static const char *may_send(const struct conn *c)
{
    if (!c->mail.has_sender)
        return "503 5.5.1 MAIL comes first";
    return c->mail.recipients ? NULL : "503 5.5.1 no recipient was accepted";
}

static void on_data(struct conn *c, struct span args)
{
    const char *bad = may_send(c);

    if (!bad && c->mail.is_chunked)
        bad = "503 5.5.1 BDAT was begun: DATA can't end it";       /* RFC 3030 s.3 */
    if (!bad && args.len)
        bad = "501 5.5.4 DATA takes no parameter";
    if (bad)
        wax__sink_reply_line(c, bad);
    else
        wax__sink_begin_data(c);
}

/* The chunk follows, whatever we think of the command: only a size that can't be read leaves us lost. */
static void on_bdat(struct conn *c, struct span args)
{
    const uint8_t *space = memchr(args.p, ' ', args.len);
    struct span size = { args.p, space ? (size_t)(space - args.p) : args.len };
    struct span last = { space ? space + 1 : NULL, space ? args.len - size.len - 1 : 0 };
    uint64_t n;

    if (!wax__text_number(size, &n) || (space && !wax__text_same(last, "LAST"))) {
        wax__sink_broke_rules(c, "501 5.5.4 expected BDAT and the chunk's size, or BDAT size LAST");
        return;
    }
    if (!has_offered(c, OFFER_CHUNKING))
        c->mail.verdict = "502 5.5.1 CHUNKING is not offered here";
    else if (!c->mail.verdict)
        c->mail.verdict = may_send(c);
    wax__sink_begin_chunk(c, n, space != NULL);
}

static void on_rset(struct conn *c, struct span args)
{
    if (args.len) {
        reply(c, "501", "5.5.4", "RSET takes no parameter");
        return;
    }
    wax__sink_new_mail(c);
    reply(c, "250", "2.0.0", "OK");
}

/* -- the rest ------------------------------------------------------------------------------------------------- */

static void on_noop(struct conn *c, struct span args)
{
    (void)args;
    reply(c, "250", "2.0.0", "OK");
}

static void on_vrfy(struct conn *c, struct span args)
{
    (void)args;
    reply(c, "252", "2.5.2", "send some mail, I'll try my best");
}

static void on_help(struct conn *c, struct span args)
{
    (void)args;
    reply(c, "214", "2.0.0", "RFC 5321 says it all");
}

static void on_quit(struct conn *c, struct span args)
{
    (void)args;
    reply(c, "221", "2.0.0", "closing connection");
    wax__sink_leave(c);
}

/* -- the table ------------------------------------------------------------------------------------------------ */

enum { ANYWHERE, ENDS_GROUP, FRAMES_ITSELF };     /* RFC 2920 s.3.1: after some commands the client waits */
enum { SMTP = 1, LMTP = 2, BOTH = 3 };

/* Those that a benchmark says come first. */
static const struct verb {
    const char *name;
    int         group, protocol;
    void      (*on)(struct conn *, struct span args);
} verbs[] = {
    { "MAIL", ANYWHERE, BOTH, wax__sink_mail },
    { "RCPT", ANYWHERE, BOTH, wax__sink_rcpt },
    { "BDAT", FRAMES_ITSELF, BOTH, on_bdat },
    { "DATA", ENDS_GROUP, BOTH, on_data },
    { "RSET", ANYWHERE, BOTH, on_rset },
    { "EHLO", ENDS_GROUP, SMTP, on_ehlo },
    { "HELO", ENDS_GROUP, SMTP, on_helo },
    { "LHLO", ENDS_GROUP, LMTP, on_ehlo },
    { "STARTTLS", ENDS_GROUP, BOTH, on_starttls },
    { "AUTH", ENDS_GROUP, BOTH, wax__sink_auth },
    { "NOOP", ENDS_GROUP, BOTH, on_noop },
    { "VRFY", ENDS_GROUP, BOTH, on_vrfy },
    { "HELP", ENDS_GROUP, BOTH, on_help },
    { "QUIT", ENDS_GROUP, BOTH, on_quit },
};

static const struct verb *find_verb(const struct conn *c, struct span name)
{
    int protocol = c->sink->is_lmtp ? LMTP : SMTP;

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if ((verbs[i].protocol & protocol) && wax__text_same(name, verbs[i].name))
            return &verbs[i];
    return NULL;
}

/* Did the client run ahead where it must wait?  Behind STARTTLS that would be an injection: RFC 3207 s.4.2 by way of CVE-2011-0411. */
static bool ran_ahead(const struct conn *c, const struct verb *verb)
{
    if (!c->has_more || (verb && verb->group == FRAMES_ITSELF))
        return false;
    return !has_offered(c, OFFER_PIPELINING) || (verb && verb->group == ENDS_GROUP);
}

static void trace_command(struct conn *c, const struct verb *verb, struct span line)
{
    static const char secret[] = "<secret>";
    char shown[64];
    const uint8_t *second = verb && verb->on == wax__sink_auth && line.len > 5 ? memchr(line.p + 5, ' ', line.len - 5) : NULL;

    if (!second) {
        wax__sink_trace(c, WAX_TRACE_SAID, line.p, line.len);
        return;
    }
    int n = snprintf(shown, sizeof shown, "%.*s %s", (int)(second - line.p < 40 ? second - line.p : 40), (const char *)line.p, secret);
    wax__sink_trace(c, WAX_TRACE_SAID, shown, (size_t)n);
}

static void command(struct conn *c, struct span line)
{
    const uint8_t *space = memchr(line.p, ' ', line.len);
    struct span name = { line.p, space ? (size_t)(space - line.p) : line.len };
    struct span args = { space ? space + 1 : line.p + line.len, space ? line.len - name.len - 1 : 0 };
    const struct verb *verb = find_verb(c, name);

    if (c->sink->trace)
        trace_command(c, verb, line);
    if (ran_ahead(c, verb))
        wax__sink_broke_rules(c, "503 5.5.1 bytes came behind a command whose reply has to be waited for");
    else if (verb)
        verb->on(c, args);
    else
        reply(c, "500", "5.5.1", "no such command here");
}

/* True: *line is one whole, well-formed line.  False: more has to come, or the client broke the rules and was told. */
bool wax__sink_line(struct conn *c, const uint8_t *p, size_t len, size_t limit, struct span *line)
{
    const uint8_t *lf = memchr(p, '\n', len);
    size_t n = lf ? (size_t)(lf - p) : len;

    if (n > limit + 1)
        wax__sink_broke_rules(c, "500 5.5.6 the line is too long");
    else if (lf && (n == 0 || p[n - 1] != '\r'))
        wax__sink_broke_rules(c, "500 5.5.2 the client broke the line rules: a bare LF in a command");
    else if (lf && (memchr(p, '\r', n - 1) || memchr(p, 0, n)))
        wax__sink_broke_rules(c, "500 5.5.2 the client broke the line rules: a bare CR or NUL in a command");
    else if (lf) {
        *line = (struct span){ p, n - 1 };
        c->has_more = len > n + 1;
        return true;
    }
    return false;
}

size_t wax__sink_hear_command(struct conn *c, const uint8_t *p, size_t len)
{
    struct span line;

    if (!wax__sink_line(c, p, len, SINK_AUTH_LINE, &line))
        return 0;
    if (line.len > SINK_COMMAND && memcmp(line.p, "AUTH ", 5) != 0)
        wax__sink_broke_rules(c, "500 5.5.2 the line is too long");
    else
        command(c, line);
    return line.len + 2;
}
