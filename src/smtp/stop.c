/* stop.c -- a conversation that goes no further than it was to: for whoever looks at a server and sends nothing.
 *
 * Guarantee: behind the stage where it stops, QUIT is all that is said; a body never is. */
#include "core.h"

#include "fail.h"

void wax_smtp_stop_after(wax_smtp *c, wax_stop stop)
{
    if (c)
        c->stop = stop;
}

bool wax_smtp_has_stopped(const wax_smtp *c)
{
    return c && c->has_stopped;
}

bool wax__stops(struct wax_smtp *c, wax_stop here)
{
    c->has_stopped = c->has_stopped || c->stop == here;
    return c->stop == here;
}

bool wax__probe_is_over(const struct wax_smtp *c, const struct wax_delivery *d)
{
    return (c->stop == WAX_STOP_MAIL && d->now.speech >= SPEECH_RCPT) || (c->stop == WAX_STOP_RCPT && d->now.speech >= SPEECH_DATA)
        || (c->stop == WAX_STOP_DATA && d->now.speech >= SPEECH_BODY);
}

static bool was_taken(const struct wax_smtp *c, const struct wax_delivery *d)
{
    return !d->now.is_refused && (c->stop == WAX_STOP_MAIL || d->now.n_taken) && (c->stop != WAX_STOP_DATA || d->now.may_send_body);
}

enum state wax__end_probe(struct wax_smtp *c, struct wax_delivery *d)
{
    wax_error stopped = { 0 };

    if (d->now.n_due)
        return READY;
    c->has_stopped = was_taken(c, d);
    wax__fail(&stopped, WAX_E_CANCELLED, "envelope", "no mail was sent: the conversation was to stop here");
    wax__delivery_fail(d, &stopped, WAX_NOT_TRIED);
    d->now.speech = SPEECH_OVER;
    c->speaking = NULL;
    return d->now.may_send_body ? CLOSED : STAY;
}
