/* ledger.c -- see ledger.h. */
#include "ledger.h"

#include <stdlib.h>

bool wax__ledger_room(struct ledger *l)
{
    if (l->n < l->size)
        return true;
    size_t size = l->size ? l->size * 2 : 8;
    struct entry *ring = malloc(size * sizeof *ring);
    if (!ring)
        return false;
    for (size_t i = 0; i < l->size; i++)         /* it is full: n is size */
        ring[i] = l->ring[(l->first + i) % l->size];
    free(l->ring);
    *l = (struct ledger){ ring, size, 0, l->n };
    return true;
}

void wax__ledger_add(struct ledger *l, struct entry e)
{
    l->ring[(l->first + l->n++) % l->size] = e;
}

struct entry *wax__ledger_head(const struct ledger *l)
{
    return l->n ? &l->ring[l->first] : NULL;
}

void wax__ledger_take(struct ledger *l)
{
    l->first = (l->first + 1) % l->size;
    l->n--;
}

void wax__ledger_clear(struct ledger *l)
{
    free(l->ring);
    *l = (struct ledger){ 0 };
}
