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

/* A name's own oldest place, once it has two (as many tickets as servers give at a time): a busy server does not push out the others. */
static size_t place_for(struct sessions *s, const struct peer_name *of)
{
    size_t own = LIMIT_SESSIONS, n = 0, empty = LIMIT_SESSIONS;

    for (size_t i = 0; i < LIMIT_SESSIONS; i++) {
        if (!s->kept[i].session)
            empty = i;
        else if (strcasecmp(s->kept[i].of.text, of->text) == 0 && n++ == 0)
            own = i;
    }
    if (n >= 2)
        return own;
    return empty < LIMIT_SESSIONS ? empty : s->oldest++ % LIMIT_SESSIONS;
}

void wax__sessions_keep(struct sessions *s, const struct peer_name *of, SSL_SESSION *session)
{
    if (CRYPTO_THREAD_write_lock(s->lock)) {
        size_t at = place_for(s, of);
        SSL_SESSION *old = s->kept[at].session;
        s->kept[at].of = *of;
        s->kept[at].session = session;
        session = old;
        CRYPTO_THREAD_unlock(s->lock);
    }
    SSL_SESSION_free(session);
}

SSL_SESSION *wax__sessions_take(struct sessions *s, const struct peer_name *of)
{
    SSL_SESSION *found = NULL;

    if (!CRYPTO_THREAD_write_lock(s->lock))
        return NULL;
    for (size_t i = 0; !found && i < LIMIT_SESSIONS; i++)
        if (s->kept[i].session && strcasecmp(s->kept[i].of.text, of->text) == 0) {
            found = s->kept[i].session;
            s->kept[i].session = NULL;
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
