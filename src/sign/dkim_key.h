/* dkim_key.h -- a domain's private key, and what it signs: rsa-sha256 (RFC 6376 s.3.3) or ed25519-sha256 (RFC 8463).
 *
 * Knows PEM and keys; knows no mail.  Promise: nobody is asked for a passphrase, and a key that receivers would not believe is refused.
 */
#ifndef WAX_SIGN_DKIM_KEY_H
#define WAX_SIGN_DKIM_KEY_H

#include "buf.h"

#include <openssl/evp.h>
#include <wax/status.h>

enum { RSA_LEAST = 1024, RSA_ADVISED = 2048 };      /* RFC 8301 s.3.2 */

struct dkim_key {
    EVP_PKEY *key;
    int       rsa_bits;         /* 0: Ed25519 */
};

/* From the file, or else from the text. */
wax_status  wax__dkim_key_read(struct dkim_key *, const char *path, const char *pem, wax_error *);
void        wax__dkim_key_clear(struct dkim_key *);
const char *wax__dkim_key_algorithm(const struct dkim_key *);                                              /* a= */
wax_status  wax__dkim_key_sign(const struct dkim_key *, const uint8_t sha256[32], struct buf *to, wax_error *);

#endif
