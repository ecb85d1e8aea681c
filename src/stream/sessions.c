/* sessions.c -- see sessions.h. */
#include "sessions.h"

#include <string.h>
#include <strings.h>

enum { OF_A_NAME = 2 };         /* as many tickets as servers give at a time: nobody else's push these out, while there is something else */

struct kept {
    struct kept *next;          /* kept before it */
    SSL_SESSION *session;
    char         of[];
};

bool wax__sessions_init(struct sessions *s)
{
    s->lock = CRYPTO_THREAD_lock_new();
    return s->lock;
}

static SSL_SESSION *take_out(struct sessions *s, struct kept **at)
{
    struct kept *k = *at;
    SSL_SESSION *session = k->session;

    *at = k->next;
    OPENSSL_free(k);
    s->n--;
    return session;
}

void wax__sessions_clear(struct sessions *s)
{
    while (s->youngest)
        SSL_SESSION_free(take_out(s, &s->youngest));
    CRYPTO_THREAD_lock_free(s->lock);
    *s = (struct sessions){ 0 };
}

static bool has_more_than_enough(const struct sessions *s, const char *name)
{
    size_t n = 0;

    for (const struct kept *k = s->youngest; k; k = k->next)
        n += strcasecmp(k->of, name) == 0;
    return n > OF_A_NAME;
}

/* The oldest of all, but one that may go goes first: of the name that has come last, where it has more than enough; else of another that has. */
static struct kept **next_to_go(struct sessions *s)
{
    struct kept **oldest = &s->youngest, **may_go = NULL, **at;
    const char *last = s->youngest->of;
    bool is_own = has_more_than_enough(s, last);

    for (at = &s->youngest; *at; at = &(*at)->next) {
        oldest = at;
        if (is_own ? strcasecmp((*at)->of, last) == 0 : has_more_than_enough(s, (*at)->of))
            may_go = at;
    }
    return may_go ? may_go : oldest;
}

/* Of OpenSSL's memory, as the session is: where that is short, nobody fails for it, and the next handshake is a whole one. */
static struct kept *new_kept(const struct peer_name *of, SSL_SESSION *session)
{
    struct kept *k = OPENSSL_malloc(sizeof *k + strlen(of->text) + 1);

    if (k) {
        k->session = session;
        strcpy(k->of, of->text);
    }
    return k;
}

void wax__sessions_keep(struct sessions *s, const struct peer_name *of, SSL_SESSION *session)
{
    struct kept *k = new_kept(of, session);

    if (k && CRYPTO_THREAD_write_lock(s->lock)) {
        k->next = s->youngest;
        s->youngest = k;
        k = NULL;
        session = ++s->n > LIMIT_SESSIONS ? take_out(s, next_to_go(s)) : NULL;
        CRYPTO_THREAD_unlock(s->lock);
    }
    OPENSSL_free(k);
    SSL_SESSION_free(session);
}

SSL_SESSION *wax__sessions_take(struct sessions *s, const struct peer_name *of)
{
    struct kept **at = &s->youngest;
    SSL_SESSION *found = NULL;

    if (!CRYPTO_THREAD_write_lock(s->lock))
        return NULL;
    while (*at && strcasecmp((*at)->of, of->text) != 0)
        at = &(*at)->next;
    if (*at)
        found = take_out(s, at);
    CRYPTO_THREAD_unlock(s->lock);
    return found;
}

void wax__sessions_forget(struct sessions *s, const struct peer_name *of)
{
    SSL_SESSION *session;

    while ((session = wax__sessions_take(s, of)))
        SSL_SESSION_free(session);
}
