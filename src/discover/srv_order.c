/* srv_order.c -- see srv.h. */
#include "srv.h"

#include <string.h>

/* The i-th goes before the first; the others keep their order. */
static void pull(struct srv *at, size_t i)
{
    struct srv pulled = at[i];

    memmove(at + 1, at, i * sizeof *at);
    at[0] = pulled;
}

/* Those of one priority are drawn one after the other: each as often as its weight is of what is left. */
static void draw(struct srv *at, size_t n, srv_chance_fn *chance, void *user)
{
    for (; n > 1; at++, n--) {
        uint32_t sum = 0, ran = 0;
        size_t drawn = 0;
        for (size_t i = 0; i < n; i++)
            sum += at[i].weight;
        uint32_t number = chance(user, sum);
        for (size_t i = 0; i < n; i++)
            if ((ran += at[i].weight) >= number) {
                drawn = i;
                break;
            }
        pull(at, drawn);
    }
}

/* Weight 0 comes first among equals, so that it is drawn only when the number is 0. */
static bool is_before(const struct srv *a, const struct srv *b)
{
    return a->priority < b->priority || (a->priority == b->priority && !a->weight && b->weight);
}

void srv_order(struct srv_list *list, srv_chance_fn *chance, void *user)
{
    for (size_t i = 1; i < list->n; i++) {
        size_t k = i;
        while (k && is_before(&list->at[i], &list->at[k - 1]))
            k--;
        pull(list->at + k, i - k);
    }
    for (size_t i = 0, n; i < list->n; i += n) {
        for (n = 1; i + n < list->n && list->at[i + n].priority == list->at[i].priority; n++)
            ;
        draw(&list->at[i], n, chance, user);
    }
}
