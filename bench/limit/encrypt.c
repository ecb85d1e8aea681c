/* encrypt.c -- the limit: so many bytes encrypted as TLS 1.3 would, and nothing else done.
 *
 *     bench-limit-encrypt BYTES
 *
 * AES-256-GCM, which OpenSSL's ends agree on when nobody asks for another, in records of 16 KiB, each with its own nonce, its five bytes of
 * header authenticated, its content type and its tag (RFC 8446 s.5.2).  No socket, no file, no TLS library's own accounts. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

enum { RECORD = 16384, TAG = 16 };

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "bench-limit-encrypt: %s failed\n", what);
    exit(EXIT_FAILURE);
}

static void encrypt_record(EVP_CIPHER_CTX *ctx, unsigned long long number, int n)
{
    static unsigned char plain[RECORD + 1], sealed[RECORD + 1 + TAG];
    unsigned char nonce[12] = { 0 }, header[5] = { 23, 3, 3, 0, 0 };
    int len = 0;

    for (int i = 0; i < 8; i++)
        nonce[11 - i] = (unsigned char)(number >> (8 * i));
    must(EVP_EncryptInit_ex(ctx, NULL, NULL, NULL, nonce) == 1, "a nonce");
    must(EVP_EncryptUpdate(ctx, NULL, &len, header, sizeof header) == 1, "a header");
    must(EVP_EncryptUpdate(ctx, sealed, &len, plain, n + 1) == 1, "encrypting");
    must(EVP_EncryptFinal_ex(ctx, sealed + len, &len) == 1, "the end of a record");
    must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG, sealed + n + 1) == 1, "a tag");
}

int main(int argc, char **argv)
{
    static const unsigned char key[32] = { 1 };
    unsigned long long left = argc > 1 ? strtoull(argv[1], NULL, 10) : 0, number = 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    must(left > 0, "usage: bench-limit-encrypt BYTES: that");
    must(ctx && EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, NULL) == 1, "a key");
    while (left) {
        int n = left < RECORD ? (int)left : RECORD;
        encrypt_record(ctx, number++, n);
        left -= (unsigned)n;
    }
    EVP_CIPHER_CTX_free(ctx);
    return EXIT_SUCCESS;
}
