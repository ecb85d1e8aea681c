/* proven.c -- see proven.h. */
#include "proven.h"

#include "date.h"

#include <strings.h>
#include <time.h>

bool wax__proven_init(struct proven *p)
{
    p->lock = CRYPTO_THREAD_lock_new();
    return p->lock;
}

static void let_go(STACK_OF(X509) *chain)
{
    sk_X509_pop_free(chain, X509_free);
}

void wax__proven_clear(struct proven *p)
{
    for (size_t i = 0; i < LIMIT_PROVEN; i++)
        let_go(p->kept[i].chain);
    CRYPTO_THREAD_lock_free(p->lock);
    *p = (struct proven){ 0 };
}

static size_t place_of(const struct proven *p, const struct peer_name *of)
{
    size_t i = 0;

    while (i < LIMIT_PROVEN && !(p->kept[i].chain && strcasecmp(p->kept[i].of.text, of->text) == 0))
        i++;
    return i;
}

static size_t place_for(struct proven *p, const struct peer_name *of)
{
    size_t own = place_of(p, of), empty = 0;

    while (empty < LIMIT_PROVEN && p->kept[empty].chain)
        empty++;
    return own < LIMIT_PROVEN ? own : empty < LIMIT_PROVEN ? empty : p->oldest++ % LIMIT_PROVEN;
}

/* A date that can't be read is never. */
static void narrow(struct proven_chain *k, const X509 *cert)
{
    int64_t from = 0, until = 0;

    if (!wax__date_seconds(X509_get0_notBefore(cert), &from) || !wax__date_seconds(X509_get0_notAfter(cert), &until))
        from = INT64_MAX;
    k->from = from > k->from ? from : k->from;
    k->until = until < k->until ? until : k->until;
}

void wax__proven_keep(struct proven *p, const struct peer_name *of, STACK_OF(X509) *chain)
{
    struct proven_chain k = { *of, X509_chain_up_ref(chain), INT64_MIN, INT64_MAX };

    for (int i = 0; i < sk_X509_num(k.chain); i++)
        narrow(&k, sk_X509_value(k.chain, i));
    if (k.chain && CRYPTO_THREAD_write_lock(p->lock)) {
        struct proven_chain *at = &p->kept[place_for(p, of)], old = *at;
        *at = k;
        k = old;
        CRYPTO_THREAD_unlock(p->lock);
    }
    let_go(k.chain);
}

/* The dates as X509_verify_cert takes them: the last second is not within.  The certificate byte by byte: another one of the same name and key is
 * another statement, and maybe nobody's. */
static bool still_proves(const struct proven_chain *k, const X509 *shown)
{
    int64_t now = (int64_t)time(NULL);

    return k->from <= now && now < k->until && X509_cmp(sk_X509_value(k->chain, 0), shown) == 0;
}

STACK_OF(X509) *wax__proven_find(struct proven *p, const struct peer_name *of, const X509 *shown)
{
    STACK_OF(X509) *found = NULL;

    if (!CRYPTO_THREAD_write_lock(p->lock))
        return NULL;
    size_t at = place_of(p, of);
    if (at < LIMIT_PROVEN && still_proves(&p->kept[at], shown))
        found = X509_chain_up_ref(p->kept[at].chain);
    CRYPTO_THREAD_unlock(p->lock);
    return found;
}

void wax__proven_forget(struct proven *p, const struct peer_name *of)
{
    STACK_OF(X509) *old = NULL;

    if (!CRYPTO_THREAD_write_lock(p->lock))
        return;
    size_t at = place_of(p, of);
    if (at < LIMIT_PROVEN) {
        old = p->kept[at].chain;
        p->kept[at].chain = NULL;
    }
    CRYPTO_THREAD_unlock(p->lock);
    let_go(old);
}
