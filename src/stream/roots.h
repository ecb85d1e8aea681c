/* roots.h -- the system's roots, at the cost of those that are needed; and what a place of roots says by now.
 *
 * OpenSSL knows two places: a folder, where a certificate is found by its hash when it is asked for, and a single file, which takes
 * tens of milliseconds to read.  Both are trusted (and SSL_CERT_DIR and SSL_CERT_FILE name others), but the file is read only
 * when the folder knows no issuer of anything that a peer has shown.
 */
#ifndef WAX_STREAM_ROOTS_H
#define WAX_STREAM_ROOTS_H

#include <openssl/types.h>
#include <openssl/x509.h>
#include <stdatomic.h>
#include <stdbool.h>

struct roots {
    X509_LOOKUP *file;          /* the context's */
    atomic_bool  is_read;
};

bool wax__roots_trust_system(struct roots *, SSL_CTX *);        /* false for want of memory */
void wax__roots_find(struct roots *, X509_STORE_CTX *);         /* reads the file, if that is needed for this verification */

/* Would a verification still find the authorities of this chain, and no others of their names?  A folder is asked again for whom it did not know: it may
 * hold by now that one is not to be trusted. */
bool wax__roots_stand_by(X509_STORE_CTX *, const STACK_OF(X509) *chain);

#endif
