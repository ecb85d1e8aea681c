/* talk.c -- what is said next in READY: the cursor that runs ahead of the replies.
 *
 * A delivery's next line follows from what was said and heard of it and from what this epoch offers; nothing here looks at
 * a reply.  With PIPELINING a line may be said before the last is answered (RFC 2920 s.3.1); DATA waits for its 354, and with CHUNKING
 * nothing waits but a body too large to risk on an envelope that nobody has taken yet.
 */
#include "core.h"

#include "fail.h"
#include "limit.h"

/* A window that was full is half answered before more is said: a line for each reply would cost both sides a packet, a record and a turn for
 * each, which is what the window is there to save. */
static bool has_room(struct epoch *e)
{
    e->is_window_full = e->ledger.n >= (e->is_window_full ? LIMIT_WINDOW / 2 : LIMIT_WINDOW);
    return !e->is_window_full;
}

static bool may_go_ahead(struct wax_smtp *c)
{
    return c->epoch.ledger.n == 0 || (epoch_offers(&c->epoch, CAP_PIPELINING) && has_room(&c->epoch));
}

/* -- may it be sent here at all? ---------------------------------------------------------------------------- */

static unsigned needs(const struct wax_delivery *d)
{
    return (d->is_8bit && !d->is_binary ? CAP_8BITMIME : 0) | (delivery_needs_utf8(d) ? CAP_SMTPUTF8 : 0)
         | (d->is_binary ? CAP_BINARYMIME | CAP_CHUNKING : 0);
}

static unsigned missing(const struct wax_smtp *c, unsigned caps)
{
    return caps & ~c->epoch.caps.offers;
}

static const char *lacking_stage(unsigned caps)
{
    return caps & CAP_SMTPUTF8 ? "smtputf8" : caps & CAP_8BITMIME ? "8bitmime" : "extension";
}

static const char *lack(unsigned caps)
{
    return caps & CAP_SMTPUTF8 ? "it holds addresses or header text in UTF-8 and the server does not offer SMTPUTF8"
         : caps & CAP_8BITMIME ? "it holds bytes over 127 and the server does not offer 8BITMIME; encode it as quoted-printable or base64"
                               : "it is binary and the server does not offer both BINARYMIME and CHUNKING; encode it as base64";
}

static bool is_too_big(const struct wax_smtp *c, const struct wax_delivery *d)
{
    return c->epoch.caps.max_size && d->size >= 0 && (uint64_t)d->size > c->epoch.caps.max_size;
}

/* What this server can't do for it; E_REFUSED with the sentence. */
static wax_status fits_server(const struct wax_smtp *c, const struct wax_delivery *d, wax_error *why)
{
    unsigned lacks = missing(c, needs(d));

    if (is_too_big(c, d))
        return wax__fail(why, WAX_E_REFUSED, "size", "the message has %lld bytes and %s takes at most %llu", (long long)d->size, c->host,
                         (unsigned long long)c->epoch.caps.max_size);
    if (c->epoch.caps.max_recipients && d->n_rcpt > c->epoch.caps.max_recipients)
        return wax__fail(why, WAX_E_REFUSED, "limits", "the message has %zu recipients and %s takes at most %llu of one message (LIMITS RCPTMAX); send it in parts",
                         d->n_rcpt, c->host, (unsigned long long)c->epoch.caps.max_recipients);
    if (lacks)
        return wax__fail(why, WAX_E_REFUSED, lacking_stage(lacks), "the message can't be sent to %s: %s", c->host, lack(lacks));
    return wax__delivery_asks_fit(d, &c->epoch, c->host, why);
}

/* RFC 3030 s.3: BINARYMIME needs CHUNKING. */
static void choose_form(struct wax_smtp *c, struct wax_delivery *d)
{
    if (d->binary.read && !missing(c, CAP_BINARYMIME | CAP_CHUNKING))
        wax__delivery_become_binary(d);
}

/* Refused here, before MAIL, for what the server would refuse or mangle. */
static void look_over(struct wax_smtp *c, struct wax_delivery *d)
{
    wax_error why = d->why;
    wax_fate fate = WAX_NOT_TRIED;

    if (!why.status && !d->n_rcpt && c->stop != WAX_STOP_MAIL)
        wax__fail(&why, WAX_E_USAGE, "envelope", "the message has no recipient");
    else if (!why.status && !d->body.read && !c->stop)
        wax__fail(&why, WAX_E_USAGE, "envelope", "the message has no body");
    else if (!why.status && fits_server(c, d, &why))
        fate = WAX_REFUSED;
    if (why.status) {
        wax__delivery_fail(d, &why, fate);
        d->now.is_refused = true;
    }
}

/* Some servers offer more after the login (Dovecot: DSN); asking again costs a round trip, so only when it matters. */
static bool should_ask_again(const struct wax_smtp *c, const struct wax_delivery *d)
{
    return c->epoch.is_authed && !c->epoch.was_asked_again && !d->why.status && missing(c, needs(d) | wax__delivery_asks(d));
}

/* -- one delivery after the other ---------------------------------------------------------------------------- */

static void over(struct wax_smtp *c, struct wax_delivery *d)
{
    d->now.speech = SPEECH_OVER;
    c->speaking = NULL;
}

static void break_off(struct wax_smtp *c, struct wax_delivery *d)
{
    c->needs_rset = true;
    over(c, d);
}

/* With LMTP the next waits until all is answered: an answer too few or too many for an end would be taken for one of its own. */
static bool must_wait(struct wax_smtp *c)
{
    return !may_go_ahead(c) || (c->unsaid && c->is_lmtp && c->epoch.ledger.n);
}

static enum state ask_again(struct wax_smtp *c)
{
    if (c->epoch.ledger.n)
        return READY;
    c->epoch.was_asked_again = true;
    return AUTHED_HELLO;
}

/* RFC 9422 s.4.1: whoever said as many as the server takes goes, and comes again. */
static bool has_said_enough(const struct wax_smtp *c)
{
    return c->epoch.caps.max_mails && c->n_mails >= c->epoch.caps.max_mails;
}

static enum state leave_the_rest(struct wax_smtp *c)
{
    wax_error why = { 0 };

    wax__fail(&why, WAX_E_DEFERRED, "limits", "%s takes at most %llu messages in a session (LIMITS MAILMAX), and has had them; hand this one to another",
              c->host, (unsigned long long)c->epoch.caps.max_mails);
    for (; c->unsaid; c->unsaid = c->unsaid->now.next) {
        wax__delivery_fail(c->unsaid, &why, WAX_NOT_TRIED);
        c->unsaid->now.speech = SPEECH_OVER;
    }
    return QUIT;
}

static enum state begin_next(struct wax_smtp *c)
{
    struct wax_delivery *d = c->unsaid;

    if (must_wait(c))
        return READY;
    if (c->has_stopped)
        return wax__goodbye(c);
    if (!d)
        return c->wants_quit ? wax__goodbye(c) : READY;
    if (has_said_enough(c))
        return leave_the_rest(c);
    if (should_ask_again(c, d))
        return ask_again(c);
    choose_form(c, d);
    look_over(c, d);
    c->unsaid = d->now.next;
    if (d->now.is_refused)
        d->now.speech = SPEECH_OVER;
    else
        c->speaking = d;
    return STAY;
}

static bool nobody_is_left(const struct wax_delivery *d)
{
    return d->now.is_refused || (d->now.n_heard == d->n_rcpt && d->now.n_taken == 0);
}

static enum state next_of_envelope(struct wax_smtp *c, struct wax_delivery *d)
{
    if (d->now.speech == SPEECH_MAIL)
        return !may_go_ahead(c) ? READY : c->needs_rset ? RSET : MAIL;
    if (nobody_is_left(d)) {
        break_off(c, d);
        return STAY;
    }
    if (!may_go_ahead(c))
        return READY;
    return d->now.speech == SPEECH_RCPT ? RCPT : epoch_offers(&c->epoch, CAP_CHUNKING) && !c->stop ? CHUNK : DATA;
}

/* After DATA: its reply decides. */
static enum state next_of_data(struct wax_smtp *c, struct wax_delivery *d)
{
    if (d->now.may_send_body)
        return BODY;
    if (d->now.n_due)
        return READY;
    break_off(c, d);
    return STAY;
}

/* After the first chunk: the rest is worth sending only if somebody was taken. */
static enum state next_of_chunks(struct wax_smtp *c, struct wax_delivery *d)
{
    if (nobody_is_left(d)) {
        break_off(c, d);
        return STAY;
    }
    return d->now.n_taken && may_go_ahead(c) ? CHUNK : READY;
}

static enum state next_of(struct wax_smtp *c, struct wax_delivery *d)
{
    if (d->now.speech == SPEECH_OVER) {
        over(c, d);
        return STAY;
    }
    if (wax__probe_is_over(c, d))
        return wax__end_probe(c, d);
    if (d->now.speech != SPEECH_BODY)
        return next_of_envelope(c, d);
    return epoch_offers(&c->epoch, CAP_CHUNKING) ? next_of_chunks(c, d) : next_of_data(c, d);
}

enum state wax__next_line(struct wax_smtp *c)
{
    enum state line;

    do
        line = c->speaking ? next_of(c, c->speaking) : begin_next(c);
    while (line == STAY);
    return line;
}

void wax__sweep(struct wax_smtp *c)
{
    while (c->first && c->first->now.speech == SPEECH_OVER && !c->first->now.n_due && c->first != c->speaking) {
        struct wax_delivery *d = c->first;
        c->first = d->now.next;
        if (!c->first)
            c->last = NULL;
        d->now.next = NULL;
        wax__time_settled(c, d);
        wax__delivery_conclude(d);
    }
}
