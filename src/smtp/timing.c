/* timing.c -- how long each stage took, by a clock that somebody gave.
 *
 * Knows which states are one stage to a person; the spans are base's.  Promise: it changes nothing that is said or heard. */
#include "core.h"

/* NULL: no time is spent there that anybody waits for. */
static const char *stage_of(enum state state)
{
    static const char *const names[N_STATES] = {
        [GREETING] = "greeting", [SECURE_GREETING] = "greeting", [CLEAR_HELLO] = "ehlo", [CLEAR_HELO] = "ehlo", [STARTTLS] = "starttls",
        [UPGRADE] = "tls", [SECURE_HELLO] = "ehlo-tls", [AUTH] = "auth", [AUTHED_HELLO] = "ehlo-auth", [OWN_LINE] = "say",
    };

    return names[state];
}

void wax__time_step(struct wax_smtp *c, bool begins)
{
    c->is_in_step = begins;
    c->has_read_clock = c->has_read_clock && c->is_in_batch;
}

void wax__time_heard(struct wax_smtp *c, bool has_more)
{
    c->is_in_batch = has_more;
    c->has_read_clock = c->has_read_clock && has_more;
}

void wax__time_goes_by(struct wax_smtp *c)
{
    c->has_read_clock = false;
}

static int64_t now(struct wax_smtp *c)
{
    if (!c->has_read_clock)
        c->read_us = c->clock(c->clock_user);
    c->has_read_clock = c->is_in_step || c->is_in_batch;
    return c->read_us;
}

void wax__time_state(struct wax_smtp *c)
{
    if (c->clock)
        wax__stages_enter(&c->stages, stage_of(c->state), now(c));
}

void wax__time_begin(struct wax_smtp *c, struct wax_delivery *d, const char *stage)
{
    if (c->clock)
        wax__stages_begin(&d->now.stages, stage, now(c));
}

void wax__time_end(struct wax_smtp *c, struct wax_delivery *d, const char *stage)
{
    if (c->clock)
        wax__stages_end(&d->now.stages, stage, now(c));
}

void wax__time_settled(struct wax_smtp *c, struct wax_delivery *d)
{
    if (c->clock)
        wax__stages_end_all(&d->now.stages, now(c));
}

/* -- as smtp.h shows it ------------------------------------------------------------------------------------- */

void wax_smtp_set_clock(wax_smtp *c, wax_clock_fn *clock, void *user)
{
    if (!c)
        return;
    c->clock = clock;
    c->clock_user = user;
}

const wax_stage *wax_smtp_stage(const wax_smtp *c, size_t i)
{
    return c && i < c->stages.n ? &c->stages.at[i] : NULL;
}

const wax_stage *wax_delivery_stage(const wax_delivery *d, size_t i)
{
    return d && i < d->now.stages.n ? &d->now.stages.at[i] : NULL;
}
