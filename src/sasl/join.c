/* join.c -- a response is put together where it will be wiped. */
#include "mechanisms.h"

#include <string.h>

bool wax__sasl_join(struct secret *to, const struct piece *pieces, size_t n)
{
    struct secret joined = { 0 };
    size_t len = 0, at = 0;

    for (size_t i = 0; i < n; i++)
        len += pieces[i].len;
    if (!wax__secret_room(&joined, len))
        return false;
    for (size_t i = 0; i < n; at += pieces[i++].len)
        if (pieces[i].len)
            memcpy(joined.bytes + at, pieces[i].p, pieces[i].len);
    wax__secret_clear(to);
    *to = joined;
    return true;
}
