/* digest.h -- HMAC, PBKDF2 and random bytes, by OpenSSL. */
#ifndef WAX_SASL_DIGEST_H
#define WAX_SASL_DIGEST_H

#include "text.h"

enum { DIGEST_MOST = 64 };

/* False: OpenSSL knows no such digest, or there is no memory.  `to` has room for DIGEST_MOST bytes. */
bool wax__digest_hmac(const char *digest, struct span key, struct span text, uint8_t *to);
bool wax__digest_hash(const char *digest, struct span text, uint8_t *to);
bool wax__digest_pbkdf2(const char *digest, struct span password, struct span salt, unsigned iterations, uint8_t *to, size_t len);
bool wax__digest_same(const uint8_t *a, const uint8_t *b, size_t len);      /* takes as long whatever they hold */
bool wax__digest_random(uint8_t *to, size_t len);

#endif
