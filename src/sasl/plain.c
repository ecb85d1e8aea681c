/* plain.c -- PLAIN, RFC 4616: NUL user NUL password, in one response. */
#include "mechanisms.h"

#include "fail.h"

#include <string.h>

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    const struct credentials *who = x->who;

    if (wax__sasl_may_show(x, why))
        return why->status;
    if (x->step || challenge.len)
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server asked on in PLAIN, which is one answer and no questions");
    if (memchr(who->secret.bytes, 0, who->secret.len))
        return wax__fail(why, WAX_E_USAGE, "auth", "a password for PLAIN can't hold a NUL byte");
    struct piece pieces[] = { { "", 1 }, { who->user, strlen(who->user) }, { "", 1 }, { who->secret.bytes, who->secret.len } };
    return wax__sasl_join(response, pieces, 4) ? WAX_OK : wax__fail_memory(why, "auth");
}

const struct mechanism wax__sasl_plain = { .name = "PLAIN", .gives = GIVES_THE_SECRET, .speaks_first = true, .respond = respond };
