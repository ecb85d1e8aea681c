/* staple.h -- the issuer's word, stapled to the handshake, that a certificate is not revoked (OCSP; RFC 6066 s.8, RFC 6960).
 *
 * Knows responses and those who may sign them; asks no responder and knows no demand.  Promise: OK means that the issuer, or one it has
 * named for this, says "good" of this very certificate, and says it now.
 */
#ifndef WAX_STREAM_STAPLE_H
#define WAX_STREAM_STAPLE_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <wax/status.h>

bool wax__staple_is_demanded(const X509 *);     /* by the certificate itself: "must-staple", RFC 7633 */

/* Of a handshake whose chain was verified.  AGAIN: none came, or one that says nothing. */
wax_status wax__staple_check(SSL *, const char *host, wax_error *);

#endif
