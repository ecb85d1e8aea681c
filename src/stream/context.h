/* context.h -- a demand as an SSL_CTX: versions, options, trust, our certificate.
 *
 * Knows files and the whole of what we ask of OpenSSL for every connection; knows no connection and no peer's name.
 */
#ifndef WAX_STREAM_CONTEXT_H
#define WAX_STREAM_CONTEXT_H

#include "demand.h"

#include <openssl/types.h>

SSL_CTX *wax__context_new(const struct tls_demand *, wax_error *);  /* NULL with the sentence: which file, and why */

/* Where the system keeps its roots; the platform's (roots_posix.c).  True: a folder in which a certificate is found by its hash
 * when it is asked for, so that trusting all of them costs nothing. */
bool wax__roots_are_hashed(const char *folders);

#endif
