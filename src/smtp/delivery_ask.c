/* delivery_ask.c -- what one message asks of the server: kept, checked against an offer, put into its MAIL and RCPT.
 *
 * Knows which of them count for a recipient; of what each means only ask.h's verbs.  Guarantee: a must that does not fit is found before
 * MAIL is said, and what is put is what was found to fit.
 */
#include "delivery.h"

#include "fail.h"

#include <stdlib.h>
#include <string.h>

/* -- asking -------------------------------------------------------------------------------------------------- */

/* Of most deliveries nothing is asked. */
static void set_ask(struct wax_delivery *d, struct ask **asks, size_t n, wax_ask kind, const char *value, wax_insistence how)
{
    struct ask *ask = *asks = *asks ? *asks : calloc(n, sizeof **asks);
    char *mine = ask ? strdup(value) : NULL;

    if (!mine)
        wax__fail_memory(&d->why, "envelope");
    if (!ask)
        return;
    free(ask[kind].value);
    ask[kind] = (struct ask){ mine, how };
}

static const char *asked(const struct ask *ask, wax_ask kind)
{
    return ask ? ask[kind].value : NULL;
}

void wax_delivery_ask(wax_delivery *d, wax_ask kind, const char *value, wax_insistence how)
{
    if (!wax__delivery_may_change(d) || wax_ask_check(kind, value, how, &d->why))
        return;
    set_ask(d, &d->ask, ASKS, kind, value, how);
    if (asked(d->ask, WAX_ASK_HOLDFOR) && asked(d->ask, WAX_ASK_HOLDUNTIL))     /* RFC 4865 s.3: one of them */
        wax__fail(&d->why, WAX_E_USAGE, "envelope", "HOLDFOR and HOLDUNTIL exclude each other; ask for one of them");
}

static struct recipient *find(struct wax_delivery *d, const char *address)
{
    for (size_t i = 0; address && i < d->n_rcpt; i++)
        if (strcmp(d->rcpt[i].address, address) == 0)
            return &d->rcpt[i];
    return NULL;
}

void wax_delivery_ask_for(wax_delivery *d, const char *recipient, wax_ask kind, const char *value, wax_insistence how)
{
    if (!wax__delivery_may_change(d) || wax_ask_check(kind, value, how, &d->why))
        return;
    struct recipient *r = find(d, recipient);
    if (!ask_is_of_rcpt(kind))
        wax__fail(&d->why, WAX_E_USAGE, "envelope", "%s is asked for the whole message, not for one recipient", wax__ask_keyword(kind));
    else if (!r)
        wax__fail(&d->why, WAX_E_USAGE, "envelope", "%s is asked for somebody who is no recipient of the message", wax__ask_keyword(kind));
    else
        set_ask(d, &r->ask, ASKS_OF_RCPT, kind, value, how);
}

static void clear(struct ask *ask, size_t n)
{
    for (size_t i = 0; ask && i < n; i++)
        free(ask[i].value);
    free(ask);
}

void wax__delivery_clear_asks(struct wax_delivery *d)
{
    clear(d->ask, ASKS);
    for (size_t i = 0; i < d->n_rcpt; i++)
        clear(d->rcpt[i].ask, ASKS_OF_RCPT);
}

/* -- the offer ----------------------------------------------------------------------------------------------- */

static unsigned caps_of(const struct ask *ask, size_t n)
{
    unsigned caps = 0;

    for (size_t i = 0; ask && i < n; i++)
        caps |= ask[i].value ? wax__ask_cap((wax_ask)i) : 0;
    return caps;
}

unsigned wax__delivery_asks(const struct wax_delivery *d)
{
    unsigned caps = caps_of(d->ask, ASKS);

    for (size_t i = 0; i < d->n_rcpt; i++)
        caps |= caps_of(d->rcpt[i].ask, ASKS_OF_RCPT);
    return caps;
}

static wax_status musts_fit(const struct ask *ask, size_t n, const struct epoch *e, const char *host, wax_error *why)
{
    wax_status status = WAX_OK;

    for (size_t i = 0; ask && !status && i < n; i++)
        if (ask[i].value && ask[i].how == WAX_MUST)
            status = wax__ask_fits((wax_ask)i, ask[i].value, e, host, why);
    return status;
}

wax_status wax__delivery_asks_fit(const struct wax_delivery *d, const struct epoch *e, const char *host, wax_error *why)
{
    wax_status status = musts_fit(d->ask, ASKS, e, host, why);

    for (size_t i = 0; !status && i < d->n_rcpt; i++)
        status = musts_fit(d->rcpt[i].ask, ASKS_OF_RCPT, e, host, why);
    return status;
}

/* -- saying -------------------------------------------------------------------------------------------------- */

static bool put(const struct ask *ask, wax_ask kind, const char *recipient, const struct epoch *e, struct buf *b)
{
    wax_error unfit = { 0 };

    return wax__ask_fits(kind, ask->value, e, "", &unfit) || wax__ask_put(b, kind, ask->value, recipient);
}

bool wax__delivery_put_asks(const struct wax_delivery *d, const struct recipient *r, const struct epoch *e, struct buf *b)
{
    size_t first = r ? 0 : ASKS_OF_RCPT, end = r ? ASKS_OF_RCPT : ASKS;
    bool good = true;

    for (size_t i = first; good && i < end; i++) {
        const struct ask *from = r && asked(r->ask, (wax_ask)i) ? r->ask : d->ask;
        good = !asked(from, (wax_ask)i) || put(&from[i], (wax_ask)i, r ? r->address : NULL, e, b);
    }
    return good;
}
