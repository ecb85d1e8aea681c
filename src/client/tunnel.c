/* tunnel.c -- see tunnel.h. */
#include "tunnel.h"

#include "fail.h"
#include "socket.h"
#include "wax_loop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

struct tunnel {
    int               fd;
    int64_t           patience_ms;
    struct watch     *watch;
    struct timer     *timer;
    tunnel_fn        *done;
    void             *user;
    struct proxy_wish wish;
    struct proxy_talk talk;
    wax_error         lost;         /* how the socket failed */
};

static bool is_over(const struct tunnel *t)
{
    return t->talk.step >= PROXY_OPEN || t->lost.status;
}

/* What a call to the system came to: it moved bytes, it has to wait, or it is the end. */
static bool moved(struct tunnel *t, ssize_t n)
{
    if (n > 0)
        return true;
    if (n == 0)
        wax__fail(&t->lost, WAX_E_EOF, "proxy", "the proxy %.200s closed the connection before it led to %.200s", t->wish.name, t->wish.host);
    else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
        wax__fail(&t->lost, WAX_E_IO, "proxy", "the connection to the proxy %.200s broke: %s", t->wish.name, strerror(errno));
    return false;
}

static bool say(struct tunnel *t)
{
    size_t len;
    const uint8_t *bytes = wax__proxy_out(&t->talk, &len);
    ssize_t n = len ? wax__socket_send(t->fd, bytes, len) : -1;

    if (!len || !moved(t, n))
        return false;
    wax__proxy_said(&t->talk, (size_t)n);
    return true;
}

static bool hear(struct tunnel *t)
{
    uint8_t bytes[512];
    size_t wanted = wax__proxy_wants(&t->talk);
    ssize_t n = wanted ? wax__socket_receive(t->fd, bytes, wanted < sizeof bytes ? wanted : sizeof bytes) : -1;

    if (!wanted || !moved(t, n))
        return false;
    wax__proxy_hear(&t->talk, bytes, (size_t)n);
    return true;
}

static void turn(void *user)
{
    struct tunnel *t = user;
    size_t unsaid;

    while (!is_over(t) && (say(t) || hear(t)))
        ;
    if (is_over(t)) {
        t->done(t->user, t->lost.status ? &t->lost : &t->talk.why);
        return;
    }
    wax__proxy_out(&t->talk, &unsaid);
    wax__watch_for(t->watch, unsaid ? POLLOUT : POLLIN);
}

static void give_up(void *user)
{
    struct tunnel *t = user;

    wax__fail(&t->lost, WAX_E_TIMEOUT, "proxy", "the proxy %.200s did not lead to %.200s within %g s", t->wish.name, t->wish.host,
              (double)t->patience_ms / 1000);
    turn(t);
}

struct tunnel *wax__tunnel(wax_loop *loop, int fd, const struct proxy_wish *wish, int64_t patience_ms, tunnel_fn *done, void *user)
{
    struct tunnel *t = calloc(1, sizeof *t);

    if (!t)
        return NULL;
    *t = (struct tunnel){ .fd = fd, .patience_ms = patience_ms, .done = done, .user = user, .wish = *wish };
    wax__proxy_begin(&t->talk, &t->wish);
    t->watch = wax__watch_new(loop, fd, turn, t);
    t->timer = wax__timer_new(loop, give_up, t);
    if (!t->watch || !t->timer) {
        wax__tunnel_free(t);
        return NULL;
    }
    wax__watch_for(t->watch, POLLOUT);
    wax__timer_at(t->timer, wax__loop_now(loop) + patience_ms);
    return t;
}

void wax__tunnel_free(struct tunnel *t)
{
    if (!t)
        return;
    wax__watch_free(t->watch);
    wax__timer_free(t->timer);
    wax__proxy_clear(&t->talk);
    free(t);
}
