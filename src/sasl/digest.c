/* digest.c -- see digest.h. */
#include "digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

bool wax__digest_hmac(const char *digest, struct span key, struct span text, uint8_t *to)
{
    size_t len = 0;

    return EVP_Q_mac(NULL, "HMAC", NULL, digest, NULL, key.p, key.len, text.p, text.len, to, DIGEST_MOST, &len) != NULL;
}

bool wax__digest_hash(const char *digest, struct span text, uint8_t *to)
{
    return EVP_Q_digest(NULL, digest, NULL, text.p, text.len, to, NULL) == 1;
}

bool wax__digest_pbkdf2(const char *digest, struct span password, struct span salt, unsigned iterations, uint8_t *to, size_t len)
{
    EVP_MD *md = EVP_MD_fetch(NULL, digest, NULL);
    bool good = md && PKCS5_PBKDF2_HMAC((const char *)password.p, (int)password.len, salt.p, (int)salt.len, (int)iterations, md, (int)len, to) == 1;

    EVP_MD_free(md);
    return good;
}

bool wax__digest_same(const uint8_t *a, const uint8_t *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

bool wax__digest_random(uint8_t *to, size_t len)
{
    return RAND_bytes(to, (int)len) == 1;
}
