/* lookup_posix.c -- see lookup.h.  getaddrinfo in a thread of its own.
 *
 * libuv's uv_getaddrinfo would do, but it starts a pool of four threads for one question, a question that was begun can't be taken
 * back, and the end of the process waits for it: a resolver that hangs would hold up a program that was told to give up after a
 * second.  So the question and its answer lie apart from whoever asked: the last of the two to go frees them. */
#include "fail.h"
#include "lookup.h"
#include "wax_loop.h"

#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

/* Between two threads: all of it under its lock, once the other one runs. */
struct question {
    pthread_mutex_t  lock;
    char            *host;
    unsigned         port;
    struct lookup   *asker;         /* NULL: nobody wants to know any more */
    bool             is_answered;
    int              failure;       /* of getaddrinfo */
    struct addresses found;
};

struct lookup {
    uv_async_t       woken;
    struct question *question;
    lookup_fn       *fn;
    void            *user;
};

/* -- the thread --------------------------------------------------------------------------------------------- */

static void question_free(struct question *q)
{
    pthread_mutex_destroy(&q->lock);
    free(q->host);
    free(q);
}

static void find(const struct question *q, struct addresses *found, int *failure)
{
    const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
    struct addrinfo *list = NULL;
    char port[8];

    snprintf(port, sizeof port, "%u", q->port);
    *failure = getaddrinfo(q->host, port, &hints, &list);
    for (const struct addrinfo *i = *failure ? NULL : list; i; i = i->ai_next)
        wax__addresses_add(found, i->ai_addr, i->ai_addrlen);
    if (!*failure)
        freeaddrinfo(list);
}

static void *answer(void *arg)
{
    struct question *q = arg;
    struct addresses found = { 0 };
    int failure;

    find(q, &found, &failure);
    pthread_mutex_lock(&q->lock);
    q->found = found;
    q->failure = failure;
    q->is_answered = true;
    bool is_wanted = q->asker;
    if (is_wanted)
        uv_async_send(&q->asker->woken);
    pthread_mutex_unlock(&q->lock);
    if (!is_wanted)
        question_free(q);
    return NULL;
}

static bool start(struct question *q)
{
    pthread_attr_t attr;
    pthread_t thread;

    if (pthread_attr_init(&attr))
        return false;
    bool started = pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED) == 0 && pthread_create(&thread, &attr, answer, q) == 0;
    pthread_attr_destroy(&attr);
    return started;
}

/* -- the asker ---------------------------------------------------------------------------------------------- */

static void explain(const struct question *q, wax_error *why)
{
    if (q->failure == EAI_AGAIN)
        wax__fail(why, WAX_E_RESOLVE, "resolve", "the address of %s could not be asked for just now (%s); is the network there?", q->host,
                  gai_strerror(q->failure));
    else if (q->failure == EAI_MEMORY)
        wax__fail_memory(why, "resolve");
    else
        wax__fail(why, WAX_E_RESOLVE, "resolve", "the host %s is unknown (%s); is it spelled right?", q->host,
                  q->failure ? gai_strerror(q->failure) : "no address");
}

static void on_answer(uv_async_t *woken)
{
    struct lookup *l = (struct lookup *)woken;
    struct addresses found;
    wax_error why = { 0 };

    pthread_mutex_lock(&l->question->lock);
    found = l->question->found;
    if (found.n == 0)
        explain(l->question, &why);
    pthread_mutex_unlock(&l->question->lock);
    wax__addresses_interleave(&found);
    l->fn(l->user, &found, &why);
}

const char *wax__lookup_of(const struct lookup *l, unsigned *port)
{
    *port = l->question->port;
    return l->question->host;
}

static struct question *question_new(const char *host, unsigned port, struct lookup *asker)
{
    struct question *q = calloc(1, sizeof *q);
    char *copy = strdup(host);

    if (!q || !copy || pthread_mutex_init(&q->lock, NULL)) {
        free(copy);
        free(q);
        return NULL;
    }
    q->host = copy;
    q->port = port;
    q->asker = asker;
    return q;
}

struct lookup *wax__lookup(wax_loop *loop, const char *host, unsigned port, lookup_fn *fn, void *user)
{
    struct lookup *l = calloc(1, sizeof *l);

    if (!l)
        return NULL;
    l->fn = fn;
    l->user = user;
    if (uv_async_init(wax__loop_uv(loop), &l->woken, on_answer)) {
        free(l);
        return NULL;
    }
    l->question = question_new(host, port, l);
    if (l->question && start(l->question))
        return l;
    if (l->question)
        question_free(l->question);
    l->question = NULL;
    wax__lookup_free(l);
    return NULL;
}

static void let_go(uv_handle_t *woken)
{
    free(woken);
}

static void take_back(struct question *q)
{
    pthread_mutex_lock(&q->lock);
    bool is_answered = q->is_answered;
    q->asker = NULL;
    pthread_mutex_unlock(&q->lock);
    if (is_answered)
        question_free(q);
}

void wax__lookup_free(struct lookup *l)
{
    if (!l)
        return;
    if (l->question)
        take_back(l->question);
    l->question = NULL;
    uv_close((uv_handle_t *)&l->woken, let_go);
}
