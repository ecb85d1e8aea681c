/* mail_digest.c -- see mail_digest.h. */
#include "mail_digest.h"

#include "fail.h"

#include <openssl/evp.h>
#include <stdio.h>

static wax_status add_all(EVP_MD_CTX *hash, wax_source from, wax_error *why)
{
    char bytes[16384];
    size_t n = 1;

    while (n) {
        wax_status s = from.read(from.user, bytes, sizeof bytes, &n, why);
        if (s)
            return s;
        if (EVP_DigestUpdate(hash, bytes, n) != 1)
            return wax__fail_memory(why, "file");
    }
    return WAX_OK;
}

wax_status mail_digest(wax_source from, char to[MAIL_DIGEST_LEN + 1], wax_error *why)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    wax_status s = hash && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1 ? add_all(hash, from, why) : wax__fail_memory(why, "file");

    if (!s && EVP_DigestFinal_ex(hash, sum, NULL) != 1)
        s = wax__fail_memory(why, "file");
    for (size_t i = 0; !s && i < MAIL_DIGEST_LEN / 2; i++)
        snprintf(to + 2 * i, 3, "%02x", sum[i]);
    EVP_MD_CTX_free(hash);
    return s;
}
