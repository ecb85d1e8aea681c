/* sessions.c -- see sessions.h. */
#include "sessions.h"

#include <strings.h>

bool wax__sessions_init(struct sessions *s)
{
    s->lock = CRYPTO_THREAD_lock_new();
    return s->lock;
}

void wax__sessions_clear(struct sessions *s)
{
    for (size_t i = 0; i < LIMIT_SESSIONS; i++)
        SSL_SESSION_free(s->kept[i].session);
    CRYPTO_THREAD_lock_free(s->lock);
    *s = (struct sessions){ 0 };
}

enum { OF_A_NAME = 2 };         /* as many tickets as servers give at a time: those nobody else's push out, while there is something else */

static bool is_of(const struct sessions *s, size_t i, const struct peer_name *of)
{
    return s->kept[i].session && strcasecmp(s->kept[i].of.text, of->text) == 0;
}

static size_t n_of(const struct sessions *s, const struct peer_name *of)
{
    size_t n = 0;

    for (size_t i = 0; i < LIMIT_SESSIONS; i++)
        n += is_of(s, i, of);
    return n;
}

/* The oldest of all, but one that may go goes first: a name's own, where it has enough; else another's that has more than enough. */
static size_t place_to_take(const struct sessions *s, const struct peer_name *of)
{
    bool has_enough = n_of(s, of) >= OF_A_NAME, any_may_go = false;
    size_t oldest = 0;

    for (size_t i = 0; i < LIMIT_SESSIONS; i++) {
        bool may_go = has_enough ? is_of(s, i, of) : n_of(s, &s->kept[i].of) > OF_A_NAME;
        if (may_go == any_may_go ? s->kept[i].number < s->kept[oldest].number : may_go)
            oldest = i;
        any_may_go = any_may_go || may_go;
    }
    return oldest;
}

static size_t place_for(const struct sessions *s, const struct peer_name *of)
{
    for (size_t i = 0; i < LIMIT_SESSIONS; i++)
        if (!s->kept[i].session)
            return i;
    return place_to_take(s, of);
}

void wax__sessions_keep(struct sessions *s, const struct peer_name *of, SSL_SESSION *session)
{
    if (CRYPTO_THREAD_write_lock(s->lock)) {
        size_t at = place_for(s, of);
        SSL_SESSION *old = s->kept[at].session;
        s->kept[at].of = *of;
        s->kept[at].session = session;
        s->kept[at].number = s->n_kept++;
        session = old;
        CRYPTO_THREAD_unlock(s->lock);
    }
    SSL_SESSION_free(session);
}

SSL_SESSION *wax__sessions_take(struct sessions *s, const struct peer_name *of)
{
    SSL_SESSION *found = NULL;
    size_t youngest = LIMIT_SESSIONS;

    if (!CRYPTO_THREAD_write_lock(s->lock))
        return NULL;
    for (size_t i = 0; i < LIMIT_SESSIONS; i++)
        if (is_of(s, i, of) && (youngest == LIMIT_SESSIONS || s->kept[i].number > s->kept[youngest].number))
            youngest = i;
    if (youngest < LIMIT_SESSIONS) {
        found = s->kept[youngest].session;
        s->kept[youngest].session = NULL;
    }
    CRYPTO_THREAD_unlock(s->lock);
    return found;
}

void wax__sessions_forget(struct sessions *s, const struct peer_name *of)
{
    SSL_SESSION *session;

    while ((session = wax__sessions_take(s, of)))
        SSL_SESSION_free(session);
}
