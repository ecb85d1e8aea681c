/* version.c -- the name of the whole and of its parts.  Belongs to no layer. */
#include "idna.h"
#include "mechanism.h"
#include "pgp_version.h"

#include <wax/status.h>

#include <openssl/crypto.h>
#include <stdio.h>
#include <uv.h>

const char *wax_version(void)
{
    return WAX_VERSION;
}

static char parts[160];

static void list_parts(void)
{
    const char *idn = wax__idna_version(), *pgp = wax__pgp_version();

    snprintf(parts, sizeof parts, "OpenSSL %s, libuv %s%s%s%s%s%s", OpenSSL_version(OPENSSL_VERSION_STRING), uv_version_string(), wax__sasl_parts,
             idn ? ", libidn2 " : "", idn ? idn : "", pgp ? ", GPGME " : "", pgp ? pgp : "");
}

/* As they run, not as we were built: a distribution replaces them under us. */
const char *wax_parts(void)
{
    static uv_once_t once = UV_ONCE_INIT;

    uv_once(&once, list_parts);
    return parts;
}
