/* mechanisms.c -- which mechanisms there are, strongest first, and which of them may run here.
 *
 * Knows the table and the rule of the channel; what each says is in its own file.  Guarantee: a mechanism that shows a secret is
 * chosen only for a channel whose facts say that the demand was met.
 */
#include "mechanisms.h"

#include "fail.h"

#include <string.h>

static const struct mechanism *const known[] = { &wax__sasl_plain, &wax__sasl_login, &wax__sasl_xoauth2 };
enum { N_KNOWN = sizeof known / sizeof *known };

static bool is_offered(struct span offered, const char *name)
{
    while (offered.len) {
        const uint8_t *blank = memchr(offered.p, ' ', offered.len);
        size_t n = blank ? (size_t)(blank - offered.p) : offered.len;
        if (wax__text_same((struct span){ offered.p, n }, name))
            return true;
        n += blank != NULL;
        offered = (struct span){ offered.p + n, offered.len - n };
    }
    return false;
}

static bool is_wished(const struct mechanism *m, const char *wish)
{
    if (!wish)
        return !m->only_by_name;
    return wax__text_same((struct span){ (const uint8_t *)wish, strlen(wish) }, m->name);
}

static bool may_run(const struct mechanism *m, const wax_tls_info *facts)
{
    return !m->shows_secret || (facts && facts->verified);
}

static const struct mechanism *none(struct span offered, const char *wish, bool is_known, wax_error *why)
{
    if (wish && !is_known)
        wax__fail(why, WAX_E_NO_MECHANISM, "auth", "the mechanism %.40s is not one of ours: PLAIN, LOGIN, XOAUTH2", wish);
    else
        wax__fail(why, WAX_E_NO_MECHANISM, "auth", "no way to log in that both sides know: the server offers \"%.*s\", we %s %s",
                  (int)offered.len, (const char *)offered.p, wish ? "were told to use" : "know", wish ? wish : "PLAIN and LOGIN (and XOAUTH2 when told so)");
    return NULL;
}

const struct mechanism *wax__sasl_choose(struct span offered, const char *wish, const wax_tls_info *facts, wax_error *why)
{
    bool is_known = false;

    for (size_t i = 0; i < N_KNOWN; i++) {
        if (!is_wished(known[i], wish))
            continue;
        is_known = true;
        if (!is_offered(offered, known[i]->name))
            continue;
        if (may_run(known[i], facts))
            return known[i];
        wax__fail(why, WAX_E_AUTH, "auth", "%s would show the secret, and the channel %s: nothing was shown", known[i]->name,
                  facts ? "is encrypted to a server that has not proved its name" : "is in the clear");
        return NULL;
    }
    return none(offered, wish, is_known, why);
}

/* The last look before a secret leaves; the choice has made it true, and this line keeps it true. */
wax_status wax__sasl_may_show(const struct exchange *x, const char *name, wax_error *why)
{
    if (x->facts && x->facts->verified)
        return WAX_OK;
    return wax__fail(why, WAX_E_AUTH, "auth", "%s would show the secret on a channel that is not proved: nothing was shown", name);
}
