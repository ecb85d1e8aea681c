/* row_digest.c -- see row_digest.h. */
#include "row_digest.h"

#include <openssl/evp.h>
#include <stdio.h>

/* Names and values each end in a NUL, and hold none, so that no two rows give the same bytes. */
static bool add(EVP_MD_CTX *hash, const struct buf *text)
{
    return EVP_DigestUpdate(hash, buf_data(text), buf_len(text)) == 1;
}

bool row_digest(const struct row *r, char to[ROW_DIGEST_LEN + 1])
{
    static const struct buf none;
    unsigned char sum[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    bool is_good = hash && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1 && add(hash, r->header ? &r->header->text : &none)
                && add(hash, &r->text) && EVP_DigestFinal_ex(hash, sum, NULL) == 1;

    for (size_t i = 0; is_good && i < ROW_DIGEST_LEN / 2; i++)
        snprintf(to + 2 * i, 3, "%02x", sum[i]);
    EVP_MD_CTX_free(hash);
    return is_good;
}
