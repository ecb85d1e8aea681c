/* account.c -- one function a reply of a delivery: what it means for each recipient.
 *
 * Guarantee: only on_end, hearing 2xx, makes a recipient ACCEPTED.
 */
#include "core.h"

#include "fail.h"

#include <stdio.h>

/* 2xx but for 22x, which speaks of the connection (RFC 5321 s.4.2.1): the 221 to our QUIT in this place means that a reply is missing. */
static bool is_yes(const struct reply *r)
{
    return reply_class(r) == 2 && r->code / 10 != 22;
}

static bool is_no(const struct reply *r)
{
    return reply_class(r) >= 4;
}

/* A reply that is neither yes nor no to this command: the peer has lost the thread, and so have we. */
static enum state nonsense(struct wax_smtp *c, const struct entry *e, const struct reply *r, const char *expected)
{
    char text[300];

    wax__reply_print(text, sizeof text, r);
    wax__fail(&c->why, WAX_E_PROTOCOL, wax__states[e->line].stage, "expected %s, got %s", expected, text);
    return GIVE_UP;
}

static wax_fate fate_of(const struct reply *r)
{
    return reply_class(r) == 4 ? WAX_DEFERRED : WAX_REFUSED;
}

/* The message as a whole: what was not said of it will not be said. */
static enum state refuse(struct wax_delivery *d, const struct entry *e, const struct reply *r, const char *what)
{
    wax_error why = { 0 };

    wax__reply_fail(&why, r, wax__states[e->line].stage, what);
    wax__delivery_fail(d, &why, fate_of(r));
    d->now.is_refused = true;
    return STAY;
}

enum state on_mail(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    if (is_yes(r))
        return STAY;
    if (!is_no(r))
        return nonsense(c, e, r, "yes or no to MAIL");
    return refuse(e->delivery, e, r, "the server refused the message at its sender");
}

static void refuse_recipient(struct wax_delivery *d, size_t i, const struct reply *r)
{
    wax_error why = { 0 };
    char what[160];

    snprintf(what, sizeof what, "the server refused the recipient %.100s", d->rcpt[i].address);
    wax__reply_fail(&why, r, "rcpt", what);
    wax__delivery_settle(d, i, &why, fate_of(r));
}

enum state on_rcpt(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    struct wax_delivery *d = e->delivery;

    if (!is_yes(r) && !is_no(r))
        return nonsense(c, e, r, "yes or no to RCPT");
    d->now.n_heard++;
    if (is_yes(r)) {
        d->rcpt[e->rcpt].is_taken = true;
        d->now.n_taken++;
    } else
        refuse_recipient(d, e->rcpt, r);
    return STAY;
}

enum state on_data(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    struct wax_delivery *d = e->delivery;

    if (r->code == 354 && d->now.is_refused && d->now.n_taken)
        return nonsense(c, e, r, "no to DATA, for the server had refused the message at MAIL");
    if (r->code == 354) {
        d->now.may_send_body = true;        /* also when nobody was taken: then the dot alone must follow, RFC 2920 s.3.1 */
        return STAY;
    }
    if (!is_no(r))
        return nonsense(c, e, r, "354 to DATA");
    return refuse(d, e, r, "the server refused to take the message");
}

enum state on_chunk(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    if (is_yes(r))
        return STAY;
    if (!is_no(r))
        return nonsense(c, e, r, "yes or no to BDAT");
    return refuse(e->delivery, e, r, "the server refused the message while it was being sent");
}

static enum state on_end_of_one(struct wax_delivery *d, const struct entry *e, const struct reply *r)
{
    size_t i = e->rcpt;
    wax_error why = { 0 };
    char what[160];

    if (i == d->n_rcpt)
        return STAY;                    /* nobody was taken */
    if (is_yes(r)) {
        wax__delivery_accept(d, i, i + 1, r);
        return STAY;
    }
    snprintf(what, sizeof what, "the server refused the message for %.100s", d->rcpt[i].address);
    wax__reply_fail(&why, r, wax__states[e->line].stage, what);
    wax__delivery_settle(d, i, &why, fate_of(r));
    return STAY;
}

/* The server refused the message and then accepted its end: it alone knows what it did. */
static enum state contradiction(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    wax_error doubt = { 0 };

    nonsense(c, e, r, "no to the end of a message that was refused before");
    wax__fail(&doubt, WAX_E_UNCERTAIN, "end", "the server refused the message and then accepted its end, so it may have been delivered: %s",
              e->delivery->why.text);
    wax__delivery_doubt(e->delivery, &doubt);
    return GIVE_UP;
}

enum state on_end(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    struct wax_delivery *d = e->delivery;

    if (!is_yes(r) && !is_no(r))
        return nonsense(c, e, r, "yes or no to the end of the message");
    if (is_yes(r) && d->now.is_refused && d->now.n_taken)
        return contradiction(c, e, r);
    if (is_yes(r) && !wax__ledger_head(&c->epoch.ledger))
        c->needs_rset = false;
    if (c->is_lmtp)
        return on_end_of_one(d, e, r);
    if (is_no(r))
        return refuse(d, e, r, "the server refused the message");
    wax__delivery_accept(d, 0, d->n_rcpt, r);
    return STAY;
}

enum state on_rset(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    return is_yes(r) ? STAY : nonsense(c, e, r, "250 to RSET");
}
