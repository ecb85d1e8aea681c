/* join.c -- a response is put together where it will be wiped. */
#include "mechanisms.h"

#include <stdlib.h>
#include <string.h>

bool wax__sasl_join(struct secret *to, const struct piece *pieces, size_t n)
{
    size_t len = 0, at = 0;

    for (size_t i = 0; i < n; i++)
        len += pieces[i].len;
    uint8_t *bytes = malloc(len + 1);
    if (!bytes)
        return false;
    for (size_t i = 0; i < n; at += pieces[i++].len)
        if (pieces[i].len)
            memcpy(bytes + at, pieces[i].p, pieces[i].len);
    bytes[len] = 0;
    wax__secret_clear(to);
    *to = (struct secret){ bytes, len };
    return true;
}
