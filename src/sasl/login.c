/* login.c -- LOGIN: the server asks twice, for the user and for the password.
 *
 * There is no standard, and the questions differ in their wording, so they are answered by their order alone. */
#include "mechanisms.h"

#include "fail.h"

#include <string.h>

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    const struct credentials *who = x->who;

    (void)challenge;
    if (wax__sasl_may_show(x, why))
        return why->status;
    if (x->step > 1)
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server asked a third question in LOGIN, which has two");
    struct piece answers[] = { { who->user, strlen(who->user) }, { who->secret.bytes, who->secret.len } };
    return wax__sasl_join(response, &answers[x->step], 1) ? WAX_OK : wax__fail_memory(why, "auth");
}

const struct mechanism wax__sasl_login = { .name = "LOGIN", .gives = GIVES_THE_SECRET, .respond = respond };
