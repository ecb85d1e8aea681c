/* happy.c -- see happy.h. */
#include "happy.h"

struct happy wax__happy(size_t n, int64_t delay_ms, int64_t now)
{
    return (struct happy){ .n = n, .delay_ms = delay_ms, .due = now };
}

bool wax__happy_begin(struct happy *h, int64_t now, size_t *which)
{
    if (h->begun == h->n || now < h->due)
        return false;
    *which = h->begun++;
    h->due = now + h->delay_ms;
    return true;
}

void wax__happy_fail(struct happy *h, int64_t now)
{
    h->failed++;
    h->due = now;
}

int64_t wax__happy_due(const struct happy *h)
{
    return h->begun < h->n ? h->due : INT64_MAX;
}

bool wax__happy_is_over(const struct happy *h)
{
    return h->failed == h->n;
}
