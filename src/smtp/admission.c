/* admission.c -- see admission.h. */
#include "admission.h"

#include <stdlib.h>

struct admission *wax__admission_new(const wax_tls_info *facts)
{
    struct admission *a = calloc(1, sizeof *a);

    if (a)
        a->facts = *facts;
    return a;
}

void wax__admission_begin(struct admission *a, const struct mechanism *m, const struct credentials *who, const char *host)
{
    exchange_end(&a->exchange);
    a->exchange = (struct exchange){ .mechanism = m, .who = who, .facts = &a->facts, .host = host, .offered = admission_offered(a) };
    a->lines = 0;
    wax__buf_wipe(&a->challenge);
}

void wax__admission_free(struct admission *a)
{
    if (!a)
        return;
    exchange_end(&a->exchange);
    wax__buf_wipe(&a->challenge);
    wax__wipe(a, sizeof *a);
    free(a);
}
