/* proven.c -- see proven.h. */
#include "proven.h"

#include <strings.h>

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

void wax__proven_keep(struct proven *p, const struct peer_name *of, STACK_OF(X509) *chain)
{
    STACK_OF(X509) *mine = X509_chain_up_ref(chain);

    if (mine && CRYPTO_THREAD_write_lock(p->lock)) {
        size_t at = place_for(p, of);
        STACK_OF(X509) *old = p->kept[at].chain;
        p->kept[at].of = *of;
        p->kept[at].chain = mine;
        mine = old;
        CRYPTO_THREAD_unlock(p->lock);
    }
    let_go(mine);
}

/* As X509_verify_cert compares dates; 0 is one that can't be read. */
static bool is_in_time(const X509 *cert)
{
    return X509_cmp_current_time(X509_get0_notBefore(cert)) < 0 && X509_cmp_current_time(X509_get0_notAfter(cert)) > 0;
}

/* Byte by byte: another certificate of the same name and key is another statement, and maybe nobody's. */
static bool still_proves(const STACK_OF(X509) *chain, const X509 *shown)
{
    bool holds = X509_cmp(sk_X509_value(chain, 0), shown) == 0;

    for (int i = 0; holds && i < sk_X509_num(chain); i++)
        holds = is_in_time(sk_X509_value(chain, i));
    return holds;
}

STACK_OF(X509) *wax__proven_find(struct proven *p, const struct peer_name *of, const X509 *shown)
{
    STACK_OF(X509) *found = NULL;

    if (!CRYPTO_THREAD_write_lock(p->lock))
        return NULL;
    size_t at = place_of(p, of);
    if (at < LIMIT_PROVEN && still_proves(p->kept[at].chain, shown))
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
