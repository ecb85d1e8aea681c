/* identity.h -- who we are: our certificate, its chain and its key, from files, PKCS#12 or an OpenSSL store.
 *
 * Knows where keys are kept; knows no peer.  Promise: the key is the certificate's, nobody is asked for a passphrase in the middle of a
 * program, and no sentence holds a password or a PIN.
 */
#ifndef WAX_STREAM_IDENTITY_H
#define WAX_STREAM_IDENTITY_H

#include "demand.h"

#include <openssl/types.h>

bool wax__identity_is_given(const struct tls_demand *);
bool wax__identity_load(SSL_CTX *, const struct tls_demand *, wax_error *);     /* false with the sentence */

#endif
