/* secret.c -- see secret.h. */
#include "secret.h"

#include <stdlib.h>
#include <string.h>

/* Called through a volatile pointer: the compiler can't know what it is and so can't drop the call as a dead store. */
static void *(*const volatile overwrite)(void *, int, size_t) = memset;

void wax__wipe(void *p, size_t len)
{
    if (p && len)
        overwrite(p, 0, len);
}

bool wax__secret_set(struct secret *s, const void *p, size_t len)
{
    uint8_t *bytes = malloc(len + 1);

    if (!bytes)
        return false;
    if (len)
        memcpy(bytes, p, len);
    bytes[len] = 0;                 /* mechanisms that want a C string may have one */
    wax__secret_clear(s);
    *s = (struct secret){ bytes, len };
    return true;
}

void wax__secret_clear(struct secret *s)
{
    wax__wipe(s->bytes, s->len);
    free(s->bytes);
    *s = (struct secret){ 0 };
}
