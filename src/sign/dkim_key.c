/* dkim_key.c -- see dkim_key.h. */
#include "dkim_key.h"

#include "crypto_fail.h"
#include "fail.h"
#include "pem.h"

#include <openssl/rsa.h>

static wax_status judge(struct dkim_key *k, wax_error *why)
{
    if (EVP_PKEY_is_a(k->key, "ED25519"))
        return WAX_OK;
    if (!EVP_PKEY_is_a(k->key, "RSA"))
        return wax__fail(why, WAX_E_INPUT, "sign", "the DKIM key is of a kind that DKIM does not know: expected RSA or Ed25519, it is %s",
                         EVP_PKEY_get0_type_name(k->key) ? EVP_PKEY_get0_type_name(k->key) : "another");
    k->rsa_bits = EVP_PKEY_get_bits(k->key);
    if (k->rsa_bits < RSA_LEAST)
        return wax__fail(why, WAX_E_INPUT, "sign", "the DKIM key has %d bits, and receivers must not believe one under %d (RFC 8301): make a new one, "
                         "of %d bits", k->rsa_bits, RSA_LEAST, RSA_ADVISED);
    return WAX_OK;
}

wax_status wax__dkim_key_read(struct dkim_key *k, const char *path, const char *text, wax_error *why)
{
    *k = (struct dkim_key){ 0 };
    wax_status s = wax__pem_key(&(struct pem){ "the DKIM key", path, text }, &k->key, why);

    if (!s)
        s = judge(k, why);
    if (s)
        wax__dkim_key_clear(k);
    return s;
}

void wax__dkim_key_clear(struct dkim_key *k)
{
    EVP_PKEY_free(k->key);
    *k = (struct dkim_key){ 0 };
}

const char *wax__dkim_key_algorithm(const struct dkim_key *k)
{
    return k->rsa_bits ? "rsa-sha256" : "ed25519-sha256";
}

/* RFC 8463 s.3: Ed25519, pure, of the SHA-256 hash. */
static bool sign_ed25519(const struct dkim_key *k, const uint8_t *hash, uint8_t *to, size_t *len)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool good = md && EVP_DigestSignInit(md, NULL, NULL, NULL, k->key) == 1 && EVP_DigestSign(md, to, len, hash, 32) == 1;

    EVP_MD_CTX_free(md);
    return good;
}

/* RFC 8017 s.8.2, RSASSA-PKCS1-v1_5: the same bytes each time. */
static bool sign_rsa(const struct dkim_key *k, const uint8_t *hash, uint8_t *to, size_t *len)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_pkey(NULL, k->key, NULL);
    bool good = c && EVP_PKEY_sign_init(c) == 1 && EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING) == 1
        && EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()) == 1 && EVP_PKEY_sign(c, to, len, hash, 32) == 1;

    EVP_PKEY_CTX_free(c);
    return good;
}

wax_status wax__dkim_key_sign(const struct dkim_key *k, const uint8_t sha256[32], struct buf *to, wax_error *why)
{
    size_t len = (size_t)EVP_PKEY_get_size(k->key);
    uint8_t *room = wax__buf_room(to, len);

    if (!room)
        return wax__fail_memory(why, "sign");
    if (!(k->rsa_bits ? sign_rsa : sign_ed25519)(k, sha256, room, &len))
        return wax__crypto_fail(why, WAX_E_INPUT, "the DKIM key could not sign");
    buf_added(to, len);
    return WAX_OK;
}
