/* gssapi_absent.c -- stands in for gssapi.c where Wax was built without it: the name is known, and why it can't be used. */
#include "mechanisms.h"

#include "fail.h"

const char wax__sasl_parts[] = "";

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    (void)x, (void)challenge, (void)response;
    return wax__fail(why, WAX_E_NO_MECHANISM, "auth", "GSSAPI was left out when this Wax was built; it needs MIT Kerberos (libkrb5-dev in "
                     "Debian) and the build option -Dgssapi=enabled. Nothing was shown");
}

const struct mechanism wax__sasl_gssapi = { .name = "GSSAPI", .only_by_name = true, .has_no_secret = true, .proves_server = true, .respond = respond };
