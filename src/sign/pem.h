/* pem.h -- keys and certificates out of files or memory, with sentences that name the file.
 *
 * Promise: nobody is asked for a passphrase at a terminal; a key that is locked is refused.
 */
#ifndef WAX_SIGN_PEM_H
#define WAX_SIGN_PEM_H

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <wax/status.h>

/* What names it in sentences, and where it is: a path, or else a text in memory.  Borrowed. */
struct pem {
    const char *what, *path, *text;
};

wax_status wax__pem_open(const struct pem *, BIO **, wax_error *);
wax_status wax__pem_key(const struct pem *, EVP_PKEY **, wax_error *);
wax_status wax__pem_wrong(const struct pem *, const char *expected, wax_error *);    /* "... holds no ...", with OpenSSL's reason */

#endif
