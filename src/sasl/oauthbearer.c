/* oauthbearer.c -- OAUTHBEARER, RFC 7628: an access token in one response.
 *
 * A server that refuses the token first sends its reason in JSON as a challenge, which must be answered with one %x01 before it says
 * 535 (s.3.2.3). */
#include "mechanisms.h"

#include "fail.h"

#include <string.h>

static wax_status after_refusal(struct exchange *x, struct span reason, struct secret *response, wax_error *why)
{
    struct piece dummy = { "\1", 1 };

    if (x->step > 1)
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server asked on in OAUTHBEARER after it had refused the token");
    wax__sasl_token_reason(x, reason);
    return wax__sasl_join(response, &dummy, 1) ? WAX_OK : wax__fail_memory(why, "auth");
}

/* saslname, RFC 5801 s.4: "," and "=" would end the field. */
static bool put_saslname(char *to, size_t size, const char *user)
{
    size_t at = 0;

    for (; *user && at + 4 < size; user++) {
        bool plain = *user != ',' && *user != '=';
        const char *piece = *user == ',' ? "=2C" : "=3D";
        memcpy(to + at, plain ? user : piece, plain ? 1 : 3);
        at += plain ? 1 : 3;
    }
    to[at] = 0;
    return !*user;
}

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    const struct credentials *who = x->who;
    char user[1024];

    if (wax__sasl_may_show(x, why))
        return why->status;
    if (x->step)
        return after_refusal(x, challenge, response, why);
    if (strchr(who->user, 1) || memchr(who->secret.bytes, 1, who->secret.len) || !put_saslname(user, sizeof user, who->user))
        return wax__fail(why, WAX_E_USAGE, "auth", "a user or token for OAUTHBEARER can't hold a control character, nor the user a thousand bytes");
    struct piece pieces[] = { { "n,a=", 4 }, { user, strlen(user) }, { ",\1auth=Bearer ", 14 },
                              { who->secret.bytes, who->secret.len }, { "\1\1", 2 } };
    return wax__sasl_join(response, pieces, 5) ? WAX_OK : wax__fail_memory(why, "auth");
}

const struct mechanism wax__sasl_oauthbearer = { .name = "OAUTHBEARER", .gives = GIVES_THE_SECRET, .speaks_first = true, .only_by_name = true,
                                                 .respond = respond };
