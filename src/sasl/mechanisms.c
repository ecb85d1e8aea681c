/* mechanisms.c -- which mechanisms there are, strongest first, and which of them may run here.
 *
 * Knows the table and the rule of the channel; what each says is in its own file.  Guarantee: a mechanism that shows a secret is
 * chosen only for a channel whose facts say that the demand was met.
 */
#include "mechanisms.h"

#include "fail.h"

#include <string.h>

/* Bound to the channel before not bound, proofs before passwords. */
static const struct mechanism *const known[] = {
    &wax__sasl_scram_sha512_plus, &wax__sasl_scram_sha256_plus, &wax__sasl_scram_sha1_plus,
    &wax__sasl_scram_sha512, &wax__sasl_scram_sha256, &wax__sasl_scram_sha1, &wax__sasl_cram_md5,
    &wax__sasl_plain, &wax__sasl_login, &wax__sasl_oauthbearer, &wax__sasl_xoauth2, &wax__sasl_gssapi, &wax__sasl_external,
    &wax__sasl_anonymous,
};
enum { N_KNOWN = sizeof known / sizeof *known };

bool wax__sasl_is_offered(struct span offered, const char *name)
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

bool wax__sasl_knows(const char *name)
{
    for (size_t i = 0; i < N_KNOWN; i++)
        if (is_wished(known[i], name))
            return true;
    return false;
}

bool wax__sasl_needs_secret(const char *name)
{
    for (size_t i = 0; name && i < N_KNOWN; i++)
        if (is_wished(known[i], name))
            return !known[i]->has_no_secret;
    return true;
}

static bool may_run(const struct mechanism *m, const wax_tls_info *facts)
{
    bool is_bound = facts && (facts->has_exporter || facts->unique_len || facts->end_point_len);

    return (m->gives == GIVES_NOTHING || (facts && facts->verified)) && (!m->needs_binding || is_bound);
}

static const struct mechanism *none(struct span offered, const char *wish, bool is_known, wax_error *why)
{
    if (wish && !is_known)
        wax__fail(why, WAX_E_NO_MECHANISM, "auth", "the mechanism %.40s is not one of ours; these are: PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1, "
                  "SCRAM-SHA-256, SCRAM-SHA-512 (each with -PLUS), OAUTHBEARER, XOAUTH2, GSSAPI, EXTERNAL, ANONYMOUS", wish);
    else if (wish)
        wax__fail(why, WAX_E_NO_MECHANISM, "auth", "the server does not offer the mechanism %.40s, only \"%.*s\": name one of these, or none",
                  wish, (int)offered.len, (const char *)offered.p);
    else
        wax__fail(why, WAX_E_NO_MECHANISM, "auth", "no way to log in with a password that both sides know: the server offers \"%.*s\" "
                  "(a token needs its mechanism named: OAUTHBEARER or XOAUTH2; so does a Kerberos ticket: GSSAPI)", (int)offered.len, (const char *)offered.p);
    return NULL;
}

static const struct mechanism *not_here(const struct mechanism *m, const wax_tls_info *facts, wax_error *why)
{
    if (m->needs_binding && facts)
        wax__fail(why, WAX_E_AUTH, "auth", "%s binds the login to the channel, and this channel gives nothing to bind it to", m->name);
    else
        wax__fail(why, WAX_E_AUTH, "auth", "%s would give the secret away, and the channel %s: nothing was shown", m->name,
                  facts ? "is encrypted to a server that has not proved its name" : "is in the clear");
    return NULL;
}

const struct mechanism *wax__sasl_choose(struct span offered, const char *wish, const wax_tls_info *facts, wax_error *why)
{
    const struct mechanism *barred = NULL;
    bool is_known = false;

    for (size_t i = 0; i < N_KNOWN; i++) {
        if (!is_wished(known[i], wish))
            continue;
        is_known = true;
        if (!wax__sasl_is_offered(offered, known[i]->name))
            continue;
        if (may_run(known[i], facts))
            return known[i];
        barred = known[i];
    }
    return barred ? not_here(barred, facts, why) : none(offered, wish, is_known, why);
}

/* Whoever sits between us makes every -PLUS fail; an unbound one after it is what they are waiting for. */
static bool gives_no_more(const struct mechanism *m, const struct mechanism *than)
{
    return m->gives <= than->gives && m->needs_binding >= than->needs_binding;
}

const struct mechanism *wax__sasl_next(const struct mechanism *refused, struct span offered, const wax_tls_info *facts)
{
    size_t i = 0;

    while (known[i] != refused)
        i++;
    while (++i < N_KNOWN)
        if (is_wished(known[i], NULL) && gives_no_more(known[i], refused) && may_run(known[i], facts)
            && wax__sasl_is_offered(offered, known[i]->name))
            return known[i];
    return NULL;
}

/* The last look before a secret leaves; the choice has made it true, and this line keeps it true.  Nobody is called "", and an empty
 * password is a file or command that gave none; some directories let it pass as nobody (RFC 4513 s.5.1.2). */
wax_status wax__sasl_may_show(const struct exchange *x, wax_error *why)
{
    if (!*x->who->user || !x->who->secret.len)
        return wax__fail(why, WAX_E_USAGE, "auth", "the %s for %s is empty, so no login was tried; give the one your provider knows",
                         *x->who->user ? "password or token" : "user", x->mechanism->name);
    if (x->facts && x->facts->verified)
        return WAX_OK;
    return wax__fail(why, WAX_E_AUTH, "auth", "%s would give the secret away on a channel that is not proved: nothing was shown",
                     x->mechanism->name);
}
