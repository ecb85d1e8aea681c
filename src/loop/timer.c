/* timer.c -- one moment in time, over uv_timer_t.  See wax_loop.h. */
#include "wax_loop_struct.h"

#include <stdlib.h>

struct timer {
    uv_timer_t uv;
    wax_loop  *loop;
    timer_fn  *fn;
    void      *user;
};

struct timer *wax__timer_new(wax_loop *l, timer_fn *fn, void *user)
{
    struct timer *t = calloc(1, sizeof *t);

    if (!t)
        return NULL;
    t->loop = l;
    t->fn = fn;
    t->user = user;
    uv_timer_init(l->uv, &t->uv);
    return t;
}

static void on_time(uv_timer_t *uv)
{
    struct timer *t = (struct timer *)uv;

    t->fn(t->user);
}

void wax__timer_at(struct timer *t, int64_t ms)
{
    uv_timer_stop(&t->uv);
    if (ms == INT64_MAX)
        return;
    int64_t wait = ms - wax__loop_now(t->loop);
    uv_timer_start(&t->uv, on_time, wait > 0 ? (uint64_t)wait : 0, 0);
}

static void let_go(uv_handle_t *uv)
{
    free(uv);
}

void wax__timer_free(struct timer *t)
{
    if (t)
        uv_close((uv_handle_t *)&t->uv, let_go);
}
