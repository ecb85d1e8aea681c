/* external.c -- EXTERNAL, RFC 4422 appendix A: the channel has proved who we are (a client certificate); here is as whom to act. */
#include "mechanisms.h"

#include "fail.h"

#include <string.h>

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    struct piece user = { x->who->user, strlen(x->who->user) };

    (void)challenge;
    if (x->step)
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server asked on in EXTERNAL, which is one answer and no questions");
    return wax__sasl_join(response, &user, 1) ? WAX_OK : wax__fail_memory(why, "auth");
}

const struct mechanism wax__sasl_external = { .name = "EXTERNAL", .speaks_first = true, .only_by_name = true, .has_no_secret = true, .respond = respond };
