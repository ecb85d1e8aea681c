/* xoauth2.c -- XOAUTH2: an access token in one response.
 *
 * A server that refuses the token first sends its reason in JSON as a challenge, which must be answered with an empty line before
 * it says 535. */
#include "mechanisms.h"

#include "fail.h"

#include <string.h>

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    const struct credentials *who = x->who;

    if (wax__sasl_may_show(x, why))
        return why->status;
    if (x->step > 1)
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server asked on in XOAUTH2 after it had refused the token");
    if (x->step == 1)
        wax__sasl_token_reason(x, challenge);
    if (x->step == 1)
        return wax__sasl_join(response, NULL, 0) ? WAX_OK : wax__fail_memory(why, "auth");
    if (challenge.len)
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server asked a question in XOAUTH2, where we speak first");
    if (strchr(who->user, 1) || memchr(who->secret.bytes, 1, who->secret.len))
        return wax__fail(why, WAX_E_USAGE, "auth", "a user or token for XOAUTH2 can't hold the byte 1, which ends its fields");
    struct piece pieces[] = { { "user=", 5 }, { who->user, strlen(who->user) }, { "\1auth=Bearer ", 13 },
                              { who->secret.bytes, who->secret.len }, { "\1\1", 2 } };
    return wax__sasl_join(response, pieces, 5) ? WAX_OK : wax__fail_memory(why, "auth");
}

const struct mechanism wax__sasl_xoauth2 = { .name = "XOAUTH2", .gives = GIVES_THE_SECRET, .speaks_first = true, .only_by_name = true,
                                             .respond = respond };
