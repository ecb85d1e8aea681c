/* recall.c -- see recall.h. */
#include "recall.h"

#include <stdlib.h>
#include <string.h>

/* As long as it has to be: ten thousand clients keep one each. */
struct recalled {
    int64_t  until;
    unsigned port;
    size_t   n;
    uint8_t  bytes[];           /* the host and its NUL; then of each address its length and itself */
};

void wax__recall_forget(struct recall *r)
{
    free(r->known);
    r->known = NULL;
}

static const uint8_t *get(void *to, const uint8_t *from, size_t n)
{
    memcpy(to, from, n);
    return from + n;
}

bool wax__recall(const struct recall *r, const char *host, unsigned port, int64_t now, struct addresses *to)
{
    const struct recalled *k = r->known;

    if (!k || now >= k->until || k->port != port || strcmp((const char *)k->bytes, host) != 0)
        return false;
    const uint8_t *p = k->bytes + strlen(host) + 1;
    for (to->n = 0; to->n < k->n; to->n++) {
        struct address *a = &to->at[to->n];
        *a = (struct address){ 0 };
        p = get(&a->len, p, sizeof a->len);
        p = get(&a->sa, p, a->len);
    }
    return true;
}

static size_t room_for(const char *host, const struct addresses *found)
{
    size_t n = strlen(host) + 1;

    for (size_t i = 0; i < found->n; i++)
        n += sizeof found->at[i].len + found->at[i].len;
    return n;
}

static uint8_t *put(uint8_t *to, const void *from, size_t n)
{
    memcpy(to, from, n);
    return to + n;
}

bool wax__recall_keep(struct recall *r, const char *host, unsigned port, int64_t now, const struct addresses *found)
{
    struct recalled *k;

    wax__recall_forget(r);
    if (!found->n || strlen(host) > LIMIT_DOMAIN + 2)
        return true;
    if (!(k = malloc(sizeof *k + room_for(host, found))))
        return false;
    *k = (struct recalled){ .until = now + RECALL_MS, .port = port, .n = found->n };
    uint8_t *to = put(k->bytes, host, strlen(host) + 1);
    for (size_t i = 0; i < found->n; i++) {
        to = put(to, &found->at[i].len, sizeof found->at[i].len);
        to = put(to, &found->at[i].sa, found->at[i].len);
    }
    r->known = k;
    return true;
}
