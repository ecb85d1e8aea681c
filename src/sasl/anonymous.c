/* anonymous.c -- ANONYMOUS, RFC 4505: no identity, and a word that lets the server's people trace who came. */
#include "mechanisms.h"

#include "fail.h"

#include <string.h>

/* RFC 4505 s.2 allows no word at all, but Cyrus SASL takes that for an answer that is still to come, and Postfix then refuses the login. */
static const char nobody[] = "anonymous";

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    const char *word = *x->who->user ? x->who->user : nobody;
    struct piece trace = { word, strlen(word) };

    (void)challenge;
    if (x->step)
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server asked on in ANONYMOUS, which is one answer and no questions");
    return wax__sasl_join(response, &trace, 1) ? WAX_OK : wax__fail_memory(why, "auth");
}

const struct mechanism wax__sasl_anonymous = { .name = "ANONYMOUS", .speaks_first = true, .only_by_name = true, .has_no_secret = true, .respond = respond };
