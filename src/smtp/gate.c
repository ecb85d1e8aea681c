/* gate.c -- the one door that leads from the clear to READY.
 *
 * Whoever comes here stays without TLS for good, so here, and nowhere else, stands what may not be done then.
 */
#include "core.h"

#include "fail.h"

enum state wax__gate(struct wax_smtp *c)
{
    if (c->tls == WAX_TLS_REQUIRED || c->tls == WAX_TLS_IMPLICIT)
        wax__fail(&c->why, WAX_E_TLS_REQUIRED, "starttls", "TLS is required and %s does not give it; nothing was sent", c->host);
    else if (c->has_login)
        wax__fail(&c->why, WAX_E_AUTH, "auth",
                  "the channel to %s is in the clear, so the login was not shown and nothing was sent; require TLS, or send without a login",
                  c->host);
    else if (wax__has_own_line(c) && c->tls != WAX_TLS_INSECURE_NONE && !c->has_stopped)
        wax__fail(&c->why, WAX_E_TLS_REQUIRED, "say", "%s gives no TLS, so the lines to be said were not said; require no TLS, or stop before it", c->host);
    else
        return READY;
    return GIVE_UP;
}
