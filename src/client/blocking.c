/* blocking.c -- the call that blocks: the same work as any other, on a loop that nobody else turns. */
#include "wax_client.h"
#include "wax_loop.h"

#include <stddef.h>

wax_client *wax_client_new(const char *url)
{
    wax_loop *loop = wax_loop_new(NULL);
    struct wax_client *c = wax_client_on(loop, url);

    if (c)
        c->own_loop = loop;
    else
        wax_loop_free(loop);
    return c;
}

static struct wax_report *wait_for_report(struct wax_client *c)
{
    struct wax_report *report;

    for (c->kept_report = NULL; !c->kept_report; )
        wax__loop_wait(c->terms.loop);
    report = c->kept_report;
    c->kept_report = NULL;
    return report;
}

/* What could not even be submitted has its report too. */
static struct wax_report *report_refusal(const struct wax_client *c, wax_message *m)
{
    struct wax_report *r = wax__report_new(m);

    if (r)
        wax__report_fail(r, &c->error);
    return r;
}

wax_status wax_send(wax_client *c, wax_message *m, wax_report **out)
{
    struct wax_report *report;

    if (out)
        *out = NULL;
    if (!c)
        return WAX_E_NOMEM;
    wax__client_enter(c);
    report = wax__client_submit(c, 0, m) ? wait_for_report(c) : report_refusal(c, m);
    wax_status status = report ? wax__client_outcome(c, wax_report_error(report)) : c->error.status;
    wax__client_leave(c);
    if (out)
        *out = report;
    else
        wax_report_free(report);
    return status;
}
