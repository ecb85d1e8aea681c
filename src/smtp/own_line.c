/* own_line.c -- lines of the caller's own, said behind all else, each when the one before is answered.
 *
 * Knows after which the conversation would still be one of lines and replies, and lets no other be said.  Guarantee: none is said before the
 * stage where the conversation was to stop, and none is said ahead. */
#include "core.h"

#include "fail.h"
#include "limit.h"

#include <string.h>

/* Verbs that make something else of the conversation, each with whose they are. */
static const char *const reserved[][2] = {
    { "STARTTLS", "what the channel must be is asked of the whole conversation: --tls, or the URL's scheme; wax_smtp_set_tls" },
    { "AUTH", "a login is said where TLS was proved, and nowhere else: --user; wax_smtp_set_login" },
    { "DATA", "a body would have to follow it: wax send, or --stop-after data" },
    { "BDAT", "a body would have to follow it: wax send" },
};

/* Servers skip blanks before it, and whatever follows the letters. */
static struct span verb_of(const char *line)
{
    const char *verb = line + strspn(line, " \t\v\f");

    return (struct span){ (const uint8_t *)verb, strspn(verb, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") };
}

static wax_status check_verb(const char *line, wax_error *why)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (wax__text_same(verb_of(line), reserved[i][0]))
            return wax__fail(why, WAX_E_USAGE, "say", "%s is not said as a line of one's own; %s", reserved[i][0], reserved[i][1]);
    return WAX_OK;
}

wax_status wax_smtp_line_check(const char *line, wax_error *why)
{
    wax_error unheard = { 0 };

    if (!why)
        why = &unheard;
    if (!line || !*line)
        return wax__fail(why, WAX_E_USAGE, "say", "a line to be said has something in it");
    if (strlen(line) > LIMIT_BODY_LINE)
        return wax__fail(why, WAX_E_USAGE, "say", "a line to be said has at most %d bytes, and this one %zu", LIMIT_BODY_LINE, strlen(line));
    if (strpbrk(line, "\r\n"))
        return wax__fail(why, WAX_E_USAGE, "say", "a line to be said is one line: it holds no CR or LF");
    return check_verb(line, why);
}

void wax_smtp_say(wax_smtp *c, const char *line)
{
    if (c && !wax_smtp_line_check(line, &c->why) && !wax__buf_put(&c->own_lines, line, strlen(line) + 1))
        wax__fail_memory(&c->why, "say");
}

size_t wax_smtp_lines_said(const wax_smtp *c)
{
    return c ? c->n_own_said : 0;
}

/* -- in their turn ------------------------------------------------------------------------------------------ */

bool wax__has_own_line(const struct wax_smtp *c)
{
    return buf_len(&c->own_lines);
}

enum state wax__goodbye(const struct wax_smtp *c)
{
    if (!wax__has_own_line(c) || (c->stop && !c->has_stopped))
        return QUIT;
    return c->epoch.ledger.n ? READY : OWN_LINE;
}

static enum state left_early(struct wax_smtp *c)
{
    wax__fail(&c->why, WAX_E_EOF, "say", "%s said goodbye to line %zu of those to be said; what was to follow was not said", c->host, c->n_own_said);
    return GIVE_UP;
}

/* Refused or not, it was answered.  But who answers 3yz waits for what is no command (RFC 5321 s.4.2.1), and would take QUIT for a part of it. */
enum state on_own_line(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    (void)e;
    if (r->code == 221)
        return wax__has_own_line(c) ? left_early(c) : CLOSED;
    if (reply_class(r) != 3)
        return wax__has_own_line(c) ? OWN_LINE : QUIT;
    wax__fail(&c->why, WAX_E_PROTOCOL, "say", "%s answered %d to line %zu of those to be said: it waits for something that is no line of its own, so we left",
              c->host, r->code, c->n_own_said);
    return GIVE_UP;
}
