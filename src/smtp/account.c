/* account.c -- one function a reply of a delivery: what it means for each recipient.
 *
 * Guarantee: only on_end, hearing 2xx, makes a recipient ACCEPTED.
 */
#include "core.h"

#include "fail.h"

#include <stdio.h>

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
    d->is_refused = true;
    return STAY;
}

enum state on_mail(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    if (reply_class(r) == 2)
        return STAY;
    if (reply_class(r) == 3)
        return nonsense(c, e, r, "yes or no to MAIL");
    return refuse(e->delivery, e, r, "the server refused the message at its sender");
}

enum state on_rcpt(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    struct wax_delivery *d = e->delivery;
    struct recipient *rcpt = &d->rcpt[e->rcpt];
    wax_error why = { 0 };
    char what[160];

    if (reply_class(r) == 3)
        return nonsense(c, e, r, "yes or no to RCPT");
    d->n_heard++;
    if (reply_class(r) == 2) {
        rcpt->is_taken = true;
        d->n_taken++;
        return STAY;
    }
    snprintf(what, sizeof what, "the server refused the recipient %.100s", rcpt->address);
    wax__reply_fail(&why, r, "rcpt", what);
    wax__delivery_settle(d, e->rcpt, &why, fate_of(r));
    return STAY;
}

enum state on_data(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    if (r->code == 354) {
        e->delivery->may_send_body = true;      /* also when nobody was taken: then the dot alone must follow, RFC 2920 s.3.1 */
        return STAY;
    }
    if (reply_class(r) < 4)
        return nonsense(c, e, r, "354 to DATA");
    return refuse(e->delivery, e, r, "the server refused to take the message");
}

enum state on_chunk(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    if (reply_class(r) == 2)
        return STAY;
    if (reply_class(r) == 3)
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
    if (reply_class(r) == 2) {
        wax__delivery_accept(d, i, r);
        return STAY;
    }
    snprintf(what, sizeof what, "the server refused the message for %.100s", d->rcpt[i].address);
    wax__reply_fail(&why, r, wax__states[e->line].stage, what);
    wax__delivery_settle(d, i, &why, fate_of(r));
    return STAY;
}

enum state on_end(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    struct wax_delivery *d = e->delivery;

    if (reply_class(r) == 3)
        return nonsense(c, e, r, "yes or no to the end of the message");
    if (c->is_lmtp)
        return on_end_of_one(d, e, r);
    if (reply_class(r) != 2)
        return refuse(d, e, r, "the server refused the message");
    for (size_t i = wax__delivery_waiting(d, 0); i < d->n_rcpt; i = wax__delivery_waiting(d, i + 1))
        wax__delivery_accept(d, i, r);
    return STAY;
}

enum state on_rset(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    return reply_class(r) == 2 ? STAY : nonsense(c, e, r, "250 to RSET");
}
