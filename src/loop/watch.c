/* watch.c -- one socket that may become readable or writable, over uv_poll_t.  See wax_loop.h. */
#include "wax_loop_struct.h"

#include <poll.h>
#include <stdlib.h>

struct watch {
    uv_poll_t uv;
    wax_loop *loop;
    watch_fn *fn;
    void     *user;
    unsigned  events;
};

struct watch *wax__watch_new(wax_loop *l, int fd, watch_fn *fn, void *user)
{
    struct watch *w = calloc(1, sizeof *w);

    if (!w)
        return NULL;
    w->loop = l;
    w->fn = fn;
    w->user = user;
    if (uv_poll_init(l->uv, &w->uv, fd) == 0)
        return w;
    free(w);
    return NULL;
}

/* An error too is for whoever uses the socket: the next call on it says what is wrong, or the one after it, where something had come before.  libuv
 * has stopped by then, and watches again only when it is asked. */
static void on_event(uv_poll_t *uv, int status, int events)
{
    struct watch *w = (struct watch *)uv;

    (void)events;
    if (status)
        w->events = 0;
    w->fn(w->user);
}

void wax__watch_call(struct watch *w, watch_fn *fn, void *user)
{
    w->fn = fn;
    w->user = user;
}

void wax__watch_for(struct watch *w, unsigned events)
{
    if (w->events == events)
        return;
    w->events = events;
    w->loop->has_changed = true;
    int wanted = (events & POLLIN ? UV_READABLE : 0) | (events & POLLOUT ? UV_WRITABLE : 0);
    if (wanted)
        uv_poll_start(&w->uv, wanted, on_event);
    else
        uv_poll_stop(&w->uv);
}

static void let_go(uv_handle_t *uv)
{
    free(uv);
}

void wax__watch_free(struct watch *w)
{
    if (w)
        uv_close((uv_handle_t *)&w->uv, let_go);
}
