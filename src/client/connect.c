/* connect.c -- see connect.h. */
#include "connect.h"

#include "happy.h"
#include "socket.h"
#include "wax_loop.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct attempt {
    struct connect *all;
    struct watch   *watch;          /* NULL: it is over, or was never begun */
    int             fd;
    int             error;          /* how it failed */
};

struct connect {
    wax_loop             *loop;
    struct addresses      addresses, from;
    struct connect_events events;
    struct happy          happy;
    struct timer         *timer;
    struct attempt        attempts[LIMIT_ADDRESSES];
};

static void stop(struct attempt *a)
{
    wax__watch_free(a->watch);
    a->watch = NULL;
    wax__socket_close(a->fd);
    a->fd = -1;
}

static void wait_for_next(struct connect *c)
{
    wax__timer_at(c->timer, wax__happy_is_over(&c->happy) ? wax__loop_now(c->loop) : wax__happy_due(&c->happy));
}

static void fail(struct attempt *a, int error)
{
    stop(a);
    a->error = error;
    wax__happy_fail(&a->all->happy, wax__loop_now(a->all->loop));
}

static void win(struct attempt *a)
{
    struct connect *c = a->all;
    struct connected won = { a->fd, a->watch, &c->addresses.at[a - c->attempts] };

    a->fd = -1;
    a->watch = NULL;
    for (size_t i = 0; i < c->addresses.n; i++)
        stop(&c->attempts[i]);
    wax__timer_at(c->timer, INT64_MAX);
    c->events.connected(c->events.user, &won);
}

static void on_writable(void *user)
{
    struct attempt *a = user;
    struct connect *c = a->all;
    int error = wax__socket_outcome(a->fd);

    if (!error) {
        win(a);
        return;
    }
    fail(a, error);
    wait_for_next(c);
}

static void begin(struct attempt *a, const struct address *address)
{
    struct connect *c = a->all;
    int error;

    c->events.begins(c->events.user, address);
    error = wax__socket_connect(address, wax__addresses_of(&c->from, address->sa.ss_family), &a->fd);
    if (!error && !(a->watch = wax__watch_new(c->loop, a->fd, on_writable, a)))
        error = ENOMEM;
    if (error)
        fail(a, error);
    else
        wax__watch_for(a->watch, POLLOUT);
}

static void begin_what_is_due(struct connect *c)
{
    size_t i;

    while (wax__happy_begin(&c->happy, wax__loop_now(c->loop), &i))
        begin(&c->attempts[i], &c->addresses.at[i]);
    wait_for_next(c);
}

static void on_time(void *user)
{
    struct connect *c = user;

    if (wax__happy_is_over(&c->happy))
        c->events.failed(c->events.user);
    else
        begin_what_is_due(c);
}

struct connect *wax__connect(wax_loop *loop, const struct addresses *addresses, const struct addresses *from, int64_t delay_ms,
                             struct connect_events events)
{
    struct connect *c = calloc(1, sizeof *c);

    if (!c || !(c->timer = wax__timer_new(loop, on_time, c))) {
        free(c);
        return NULL;
    }
    c->loop = loop;
    c->addresses = *addresses;
    c->from = *from;
    c->events = events;
    c->happy = wax__happy(addresses->n, delay_ms, wax__loop_now(loop));
    for (size_t i = 0; i < LIMIT_ADDRESSES; i++)
        c->attempts[i] = (struct attempt){ .all = c, .fd = -1 };
    begin_what_is_due(c);
    return c;
}

void wax__connect_free(struct connect *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < LIMIT_ADDRESSES; i++)
        stop(&c->attempts[i]);
    wax__timer_free(c->timer);
    free(c);
}

static const char *reason(int error, bool is_bound)
{
    if (is_bound && error == EADDRNOTAVAIL)
        return " can't be called from an address that this machine does not have, or has no port left on";
    switch (error) {
    case 0: return " has not answered";
    case ECONNREFUSED: return " refused the connection";
    case ETIMEDOUT: return " did not answer";
    case ENETUNREACH:
    case EHOSTUNREACH: return " can't be reached from here";
    case ENOENT: return " is not there";
    case EAGAIN: return " is too busy";
    default: return strerror(error);
    }
}

void wax__connect_explain(const struct connect *c, char *to, size_t size)
{
    size_t n = 0;

    *to = 0;
    for (size_t i = 0; i < c->happy.begun && n < size; i++) {
        char address[ADDRESS_TEXT];
        const char *why = reason(c->attempts[i].error, wax__addresses_of(&c->from, c->addresses.at[i].sa.ss_family));
        wax__address_say(address, &c->addresses.at[i]);
        n += (size_t)snprintf(to + n, size - n, "%s%s%s%s", i ? ", " : "", address, *why == ' ' ? "" : ": ", why);
    }
}
