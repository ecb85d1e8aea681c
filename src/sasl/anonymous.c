/* anonymous.c -- ANONYMOUS, RFC 4505: no identity, and a word that lets the server's people trace who came. */
#include "mechanisms.h"

#include "fail.h"

#include <string.h>

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    struct piece trace = { x->who->user, strlen(x->who->user) };

    (void)challenge;
    if (x->step)
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server asked on in ANONYMOUS, which is one answer and no questions");
    return wax__sasl_join(response, &trace, 1) ? WAX_OK : wax__fail_memory(why, "auth");
}

const struct mechanism wax__sasl_anonymous = { .name = "ANONYMOUS", .speaks_first = true, .only_by_name = true, .has_no_secret = true, .respond = respond };
