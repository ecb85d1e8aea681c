/* idna_absent.c -- see idna.h: where libidn2 was not there to build with, nothing is converted, and the sentence says what to do. */
#include "idna.h"

#include "fail.h"

const char *wax__idna_version(void)
{
    return NULL;
}

wax_status wax__idna_to_ascii(char to[IDNA_NAME], struct span domain, wax_error *why)
{
    (void)domain;
    to[0] = 0;
    return wax__fail(why, WAX_E_USAGE, "idna", "the host's name is not ASCII; write it in its A-label form (xn--...), as \"idn2 NAME\" prints it");
}
