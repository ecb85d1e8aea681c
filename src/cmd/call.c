/* call.c -- see call.h. */
#include "call.h"

#include "platform.h"
#include "server_setup.h"
#include "trust_setup.h"

#include <unistd.h>

void call_restart_clock(struct call *c)
{
    c->deadline_ms = platform_now_ms() + c->args->server.timeout_ms;
}

void call_demand(struct call *c)
{
    call_restart_clock(c);
    c->tls = trust_setup(&c->args->server.trust, c->deadline_ms, c->outcome);
}

void call_get_password(struct call *c, bool is_fresh)
{
    server_setup_password(&c->password, &c->args->server, is_fresh, c->deadline_ms, c->outcome);
}

void call_begin(struct call *c)
{
    c->signals = platform_catch_signals();
    c->loop = wax_loop_new(NULL);
}

bool call_make_client(struct call *c)
{
    int64_t left = c->deadline_ms - platform_now_ms();

    wax_client_free(c->client);
    c->client = wax_client_on(c->loop, c->args->server.url);
    c->has_kept_token = c->password.is_kept;
    server_setup_client(c->client, &c->args->server, c->tls, &c->password);
    server_setup_proxy(c->client, &c->args->server, c->deadline_ms, c->outcome);
    if (outcome_is_wrong(c->outcome))
        return false;
    c->events = (struct events){ .is_traced = c->args->trace, .is_told = c->args->diagnose.events };
    events_watch(&c->events, c->client);
    if (left > 0)
        wax_client_timeout(c->client, left);
    else
        outcome_wrong(c->outcome, EXIT_CODE_TEMPORARY, WAX_E_TIMEOUT, "mail", "the time given was over before the server was called; "
                      "nothing was sent");
    return left > 0;
}

static void hear_signal(struct call *c)
{
    unsigned char number;

    if (c->signals < 0 || c->signal || read(c->signals, &number, 1) != 1)
        return;
    c->signal = number;
    wax_client_cancel(c->client);
}

static int sooner(int a, int b)
{
    return a < 0 ? b : b < 0 || a < b ? a : b;
}

void call_turn(struct call *c, int timeout_ms)
{
    platform_wait(wax_loop_fd(c->loop), c->signals, sooner(wax_loop_timeout_ms(c->loop), timeout_ms));
    hear_signal(c);
    wax_loop_turn(c->loop);
}

/* The same server, proved again, is shown a newer token of the same kind: that gives away nothing more.  Nobody was named to it yet. */
bool call_may_try_fresh_token(const struct call *c, const wax_error *e)
{
    return c->has_kept_token && !c->signal && e->status == WAX_E_AUTH && e->smtp == 535;
}

void call_end(struct call *c)
{
    wax_client_free(c->client);
    wax_loop_free(c->loop);
    wax_tls_free(c->tls);
    password_clear(&c->password);
}
