/* fuzz_srv.c -- whatever DNS answers, what is taken for servers are host names with a port, nothing of a broken answer stays, and ordering them
 * loses none. */
#include "srv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static uint32_t chance(void *user, uint32_t most)
{
    uint32_t *state = user;

    *state = *state * 1664525u + 1013904223u;
    return *state % (most + 1);
}

static void judge(const struct srv *s)
{
    static const char fit[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

    if (!s->port || !*s->target || *s->target == '-' || strlen(s->target) >= SRV_NAME || s->target[strspn(s->target, fit)])
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct srv_list list;
    uint32_t state = (uint32_t)len, ports = 0, again = 0;
    uint8_t *copy = malloc(len ? len : 1);      /* exactly as long: a byte behind it is seen */

    if (!copy)
        return 0;
    memcpy(copy, data, len);
    bool is_fine = srv_read(&list, copy, len);
    free(copy);
    if (list.n > SRV_MOST || (!is_fine && (list.n || list.is_refused)) || (list.n && list.is_refused))
        abort();
    for (size_t i = 0; i < list.n; i++, ports += list.at[i - 1].port)
        judge(&list.at[i]);
    srv_order(&list, chance, &state);
    for (size_t i = 0; i < list.n; i++, again += list.at[i - 1].port)
        if (i && list.at[i].priority < list.at[i - 1].priority)
            abort();
    if (ports != again)
        abort();
    return 0;
}
