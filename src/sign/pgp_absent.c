/* pgp_absent.c -- where GPGME was not there to build with, a mail that wants OpenPGP says so. */
#include "fail.h"
#include "pgp_version.h"
#include "seal.h"

#include <wax/sign.h>

const char *wax__pgp_version(void)
{
    return NULL;
}

static void refuse(wax_message *m, const char *key)
{
    wax_error *why = wax__mail_may_seal(m, key, "an OpenPGP key");

    if (why)
        wax__fail(why, WAX_E_USAGE, "sign", "this wax was built without OpenPGP (GPGME); S/MIME is there (--smime-cert, --smime-to)");
}

void wax_message_pgp_sign(wax_message *m, const char *key)
{
    refuse(m, key);
}

void wax_message_pgp_encrypt(wax_message *m, const char *key)
{
    refuse(m, key);
}
