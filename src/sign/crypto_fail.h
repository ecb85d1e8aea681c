/* crypto_fail.h -- what OpenSSL could not do, as one sentence of ours. */
#ifndef WAX_SIGN_CRYPTO_FAIL_H
#define WAX_SIGN_CRYPTO_FAIL_H

#include <wax/status.h>

/* E_NOMEM where that was it; else `status`: "WHAT: OpenSSL says: ...".  Empties OpenSSL's queue of errors. */
wax_status wax__crypto_fail(wax_error *, wax_status, const char *what);

#endif
