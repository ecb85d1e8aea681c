/* pace.c -- see pace.h. */
#include "pace.h"

#include <stdlib.h>

bool wax__pace_set(struct pace *p, size_t most, int64_t within_ms)
{
    int64_t *at = most ? calloc(most, sizeof *at) : NULL;

    if (most && !at)
        return false;
    free(p->at);
    *p = (struct pace){ .most = most, .within_ms = within_ms, .at = at };
    return true;
}

int64_t wax__pace_until(const struct pace *p)
{
    return p->most && p->n == p->most ? p->at[p->next] + p->within_ms : INT64_MIN;
}

void wax__pace_go(struct pace *p, int64_t now)
{
    if (!p->most)
        return;
    p->at[p->next] = now;
    p->next = (p->next + 1) % p->most;
    p->n += p->n < p->most;
}

void wax__pace_clear(struct pace *p)
{
    free(p->at);
    *p = (struct pace){ 0 };
}
