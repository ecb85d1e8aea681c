/* withdraw.c -- a message that is not to be sent any more, taken back from the conversation that carries it.
 *
 * Knows how far it was said: a server delivers nothing of which it has not heard the end (RFC 5321 s.4.1.1.4, RFC 3030 s.2).  Promise: what is taken
 * back was not delivered, and no other message is left in doubt by it. */
#include "core.h"

#include "fail.h"

static void fail_it(struct wax_delivery *d)
{
    wax_error why = { 0 };

    wax__fail(&why, WAX_E_CANCELLED, "cancel", "it was taken back before it was sent to its end");
    wax__delivery_fail(d, &why, WAX_NOT_TRIED);
    d->now.is_refused = true;
}

/* Nothing but the end of the connection ends DATA without a mail. */
static void leave(struct wax_smtp *c)
{
    wax_error why = { 0 };

    wax__fail(&why, WAX_E_IO, "cancel", "the connection was ended in the middle of a message that was taken back");
    wax_smtp_broken(c, c->n_sent, &why);
}

static bool is_in_data(const struct wax_smtp *c, const struct wax_delivery *d)
{
    return d->now.speech == SPEECH_BODY && !epoch_offers(&c->epoch, CAP_CHUNKING);
}

bool wax_smtp_withdraw(wax_smtp *c, wax_delivery *d)
{
    if (!c || !d || !d->now.is_handed || d->now.is_settled || d->now.end_at || (is_in_data(c, d) && c->first != d))
        return false;
    bool ends = is_in_data(c, d);
    fail_it(d);
    if (ends)
        leave(c);
    return true;
}
