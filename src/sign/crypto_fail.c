/* crypto_fail.c -- see crypto_fail.h. */
#include "crypto_fail.h"

#include "fail.h"

#include <limits.h>                 /* openssl/err.h of 3.0 needs INT_MAX and does not bring it */
#include <openssl/err.h>
#include <stdbool.h>

static bool is_memory(void)
{
    return ERR_GET_REASON(ERR_peek_error()) == ERR_R_MALLOC_FAILURE || ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE;
}

wax_status wax__crypto_fail(wax_error *why, wax_status status, const char *what)
{
    const char *reason = ERR_reason_error_string(ERR_peek_error());
    wax_status s;

    if (is_memory())
        s = wax__fail_memory(why, "sign");
    else
        s = wax__fail(why, status, "sign", "%s; OpenSSL says: %s", what, reason ? reason : "no reason given");
    ERR_clear_error();
    return s;
}
