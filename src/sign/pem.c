/* pem.c -- see pem.h. */
#include "pem.h"

#include "crypto_fail.h"
#include "fail.h"

#include <errno.h>
#include <limits.h>                 /* openssl/err.h of 3.0 needs INT_MAX and does not bring it */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *name_of(const struct pem *p)
{
    return p->path ? p->path : "memory";
}

wax_status wax__pem_open(const struct pem *p, BIO **to, wax_error *why)
{
    ERR_clear_error();
    errno = 0;
    *to = p->path ? BIO_new_file(p->path, "r") : BIO_new_mem_buf(p->text, -1);
    if (*to)
        return WAX_OK;
    int number = errno;
    if (!p->path || !number || number == ENOMEM)
        return wax__crypto_fail(why, WAX_E_NOMEM, p->what);
    ERR_clear_error();
    return wax__fail(why, WAX_E_INPUT, "file", "%s \"%.200s\" can't be read: %s", p->what, p->path, strerror(number));
}

wax_status wax__pem_wrong(const struct pem *p, const char *expected, wax_error *why)
{
    char sentence[400];

    snprintf(sentence, sizeof sentence, "%s \"%.200s\" can't be used: expected %s", p->what, name_of(p), expected);
    return wax__crypto_fail(why, WAX_E_INPUT, sentence);
}

/* OpenSSL would ask at the terminal. */
static int no_passphrase(char *to, int size, int is_writing, void *was_asked)
{
    (void)to, (void)size, (void)is_writing;
    *(bool *)was_asked = true;
    return -1;
}

wax_status wax__pem_key(const struct pem *p, EVP_PKEY **key, wax_error *why)
{
    BIO *from;
    bool was_asked = false;
    wax_status s = wax__pem_open(p, &from, why);

    if (s)
        return s;
    *key = PEM_read_bio_PrivateKey(from, NULL, no_passphrase, &was_asked);
    BIO_free(from);
    if (*key)
        return WAX_OK;
    if (!was_asked)
        return wax__pem_wrong(p, "a private key in PEM", why);
    ERR_clear_error();
    return wax__fail(why, WAX_E_INPUT, "sign", "%s \"%.200s\" is locked with a passphrase, which is not asked for: store it unlocked, readable by its "
                     "owner alone (openssl pkey -in OLD -out NEW)", p->what, name_of(p));
}
