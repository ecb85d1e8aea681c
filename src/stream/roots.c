/* roots.c -- see roots.h. */
#include "roots.h"

#include <limits.h>                 /* openssl/err.h of 3.0 needs INT_MAX and does not bring it */
#include <openssl/err.h>
#include <openssl/ssl.h>

/* As a verification looks for an issuer.  What the store holds it holds for good, so the same pointer is the same trust. */
static bool knows_no_other(X509_STORE_CTX *c, const X509 *authority)
{
    X509_OBJECT *object = X509_OBJECT_new();
    int found = object ? X509_STORE_CTX_get_by_subject(c, X509_LU_X509, X509_get_subject_name(authority), object) : -1;
    bool is_so = found == 0 || (found == 1 && X509_OBJECT_get0_X509(object) == authority);

    X509_OBJECT_free(object);
    return is_so;
}

bool wax__roots_stand_by(X509_STORE_CTX *c, const STACK_OF(X509) *chain)
{
    for (int i = 1; i < sk_X509_num(chain); i++)
        if (!knows_no_other(c, sk_X509_value(chain, i)))
            return false;
    return true;
}

static bool knows(X509_STORE_CTX *c, const X509_NAME *name)
{
    STACK_OF(X509) *found = X509_STORE_CTX_get1_certs(c, name);
    bool is_known = sk_X509_num(found) > 0;

    sk_X509_pop_free(found, X509_free);
    return is_known;
}

static bool knows_an_issuer(X509_STORE_CTX *c)
{
    STACK_OF(X509) *shown = X509_STORE_CTX_get0_untrusted(c);

    for (int i = 0; i < sk_X509_num(shown); i++)
        if (knows(c, X509_get_issuer_name(sk_X509_value(shown, i))))
            return true;
    return false;
}

/* Two threads may both read it: certificates are added under the store's lock, and twice is once.  A file that is not there is no
 * failure: then the verification says whose issuer is unknown. */
static void read_file(struct roots *roots)
{
    ERR_set_mark();
    if (!atomic_load(&roots->is_read) && X509_LOOKUP_load_file(roots->file, NULL, X509_FILETYPE_DEFAULT) == 1)
        atomic_store(&roots->is_read, true);
    ERR_pop_to_mark();
}

void wax__roots_find(struct roots *roots, X509_STORE_CTX *c)
{
    if (!knows_an_issuer(c))
        read_file(roots);
}

bool wax__roots_trust_system(struct roots *roots, SSL_CTX *ctx)
{
    roots->file = X509_STORE_add_lookup(SSL_CTX_get_cert_store(ctx), X509_LOOKUP_file());
    return roots->file && SSL_CTX_set_default_verify_dir(ctx) == 1;
}
