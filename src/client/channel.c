/* channel.c -- see channel.h. */
#include "channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct channel *wax__channel_new(void)
{
    struct channel *c = calloc(1, sizeof *c);

    if (c)
        atomic_init(&c->n_holders, 1);
    return c;
}

struct channel *wax__channel_hold(struct channel *c)
{
    if (c)
        atomic_fetch_add_explicit(&c->n_holders, 1, memory_order_relaxed);
    return c;
}

void wax__channel_drop(struct channel *c)
{
    if (c && atomic_fetch_sub_explicit(&c->n_holders, 1, memory_order_acq_rel) == 1)
        free(c);
}

/* A connection's peer and its TLS do not change once they are there. */
static bool is_so(const struct channel *c, const char *peer, const wax_tls_info *tls)
{
    return c && c->has_tls == (tls != NULL) && strcmp(c->peer, peer) == 0;
}

static struct channel *alone(struct channel *c)
{
    if (c && atomic_load_explicit(&c->n_holders, memory_order_acquire) == 1)
        return c;
    wax__channel_drop(c);
    return wax__channel_new();
}

struct channel *wax__channel_with(struct channel *c, const char *peer, const wax_tls_info *tls)
{
    if (is_so(c, peer, tls) || !(c = alone(c)))
        return c;
    snprintf(c->peer, sizeof c->peer, "%s", peer);
    c->has_tls = tls;
    if (tls)
        c->tls = *tls;
    return c;
}
