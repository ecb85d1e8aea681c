/* turns.c -- see turns.h. */
#include "turns.h"

#include <stdlib.h>

bool wax__turns_room(struct turns *t, unsigned submitter)
{
    if (submitter < t->n_of)
        return true;
    struct job_queue *of = realloc(t->of, (submitter + 1) * sizeof *of);
    if (!of)
        return false;
    for (t->of = of; t->n_of <= submitter; t->n_of++)
        of[t->n_of] = (struct job_queue){ 0 };
    return true;
}

void wax__turns_clear(struct turns *t)
{
    free(t->of);
    *t = (struct turns){ 0 };
}

void wax__turns_put(struct turns *t, struct job *j)
{
    wax__job_put(&t->of[j->submitter], j);
    t->n++;
}

void wax__turns_put_back(struct turns *t, struct job_queue *these)
{
    struct job_queue sorted[LIMIT_SUBMITTERS] = { { 0 } };

    for (struct job *j; (j = wax__job_take(these)); t->n++)
        wax__job_put(&sorted[j->submitter], j);
    for (unsigned i = 0; i < t->n_of; i++)
        wax__job_put_before(&sorted[i], &t->of[i]);
}

struct job *wax__turns_take(struct turns *t)
{
    if (!t->n)
        return NULL;
    while (!t->of[t->next].first)
        t->next = (t->next + 1) % t->n_of;
    struct job *j = wax__job_take(&t->of[t->next]);
    t->next = (t->next + 1) % t->n_of;
    t->n--;
    return j;
}

static void sift_one(struct turns *t, struct job_queue *q, turns_fits *fits, turns_taken *take, void *user)
{
    struct job_queue others = { 0 };

    for (struct job *j; (j = wax__job_take(q)); )
        if (fits(j, user)) {
            t->n--;
            take(j, user);
        } else
            wax__job_put(&others, j);
    *q = others;
}

void wax__turns_sift(struct turns *t, turns_fits *fits, turns_taken *take, void *user)
{
    for (unsigned i = 0; i < t->n_of; i++)
        sift_one(t, &t->of[i], fits, take, user);
}

int64_t wax__turns_deadline(const struct turns *t)
{
    int64_t soonest = INT64_MAX;

    for (unsigned i = 0; i < t->n_of; i++) {
        int64_t one = wax__job_soonest(&t->of[i]);
        soonest = one < soonest ? one : soonest;
    }
    return soonest;
}
