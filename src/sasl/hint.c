/* hint.c -- what a server says by way of explanation, fit to be shown to a person. */
#include "mechanisms.h"

#include "conceal.h"

void wax__sasl_hint(struct exchange *x, struct span said)
{
    char clean[sizeof x->hint];

    wax__text_printable(x->hint, sizeof x->hint, clean, wax__conceal(clean, sizeof clean, said.p, said.len, &x->who->secret));
}
