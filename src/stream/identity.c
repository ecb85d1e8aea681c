/* identity.c -- see identity.h. */
#include "identity.h"

#include "fail.h"
#include "reason.h"

#include <limits.h>                 /* openssl/err.h of 3.0 needs INT_MAX and does not bring it */
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#include <string.h>

bool wax__identity_is_given(const struct tls_demand *demand)
{
    return demand->chain_file || demand->key_file || demand->pkcs12_file || demand->identity_uri;
}

/* The answer to OpenSSL's question for a passphrase: nobody is asked, but it is noted that there was one to ask for. */
static int no_passphrase(char *to, int size, int is_writing, void *was_asked)
{
    (void)to, (void)size, (void)is_writing;
    if (was_asked)
        *(bool *)was_asked = true;
    return -1;
}

/* -- PEM ---------------------------------------------------------------------------------------------------- */

static void explain_key(const struct tls_demand *demand, bool was_asked, wax_error *why)
{
    if (was_asked)
        wax__fail(why, WAX_E_USAGE, "tls", "the private key \"%.200s\" is encrypted, and there is nobody to ask for its passphrase: decrypt it "
                  "into a file that only you can read (openssl pkey), or use PKCS#12", demand->key_file);
    else if (ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_X509)
        wax__fail(why, WAX_E_USAGE, "tls", "the private key \"%.140s\" is not that of the first certificate in \"%.140s\": they are made "
                  "together, and must be given together", demand->key_file, demand->chain_file);
    else
        wax__reason_file("the private key", demand->key_file, why);
}

static bool load_key(SSL_CTX *ctx, const struct tls_demand *demand, wax_error *why)
{
    bool was_asked = false;

    SSL_CTX_set_default_passwd_cb(ctx, no_passphrase);
    SSL_CTX_set_default_passwd_cb_userdata(ctx, &was_asked);
    bool good = SSL_CTX_use_PrivateKey_file(ctx, demand->key_file, SSL_FILETYPE_PEM) == 1;
    SSL_CTX_set_default_passwd_cb_userdata(ctx, NULL);
    if (good && SSL_CTX_check_private_key(ctx) != 1) {      /* a key of another kind has a place of its own */
        ERR_raise(ERR_LIB_X509, X509_R_KEY_VALUES_MISMATCH);
        good = false;
    }
    if (!good)
        explain_key(demand, was_asked, why);
    return good;
}

static bool load_files(SSL_CTX *ctx, const struct tls_demand *demand, wax_error *why)
{
    if (!demand->chain_file || !demand->key_file) {
        wax__fail(why, WAX_E_USAGE, "tls", "%s needs two files, a certificate chain and its key",
                  demand->is_server ? "the server's role" : "a client certificate");
        return false;
    }
    if (SSL_CTX_use_certificate_chain_file(ctx, demand->chain_file) != 1) {
        wax__reason_file("the certificate chain", demand->chain_file, why);
        return false;
    }
    return load_key(ctx, demand, why);
}

/* -- whatever else they come from --------------------------------------------------------------------------- */

struct found {
    EVP_PKEY       *key;
    STACK_OF(X509) *certs;
};

static void found_clear(struct found *f)
{
    EVP_PKEY_free(f->key);
    sk_X509_pop_free(f->certs, X509_free);
}

/* The certificate that is the key's, taken out of the others. */
static X509 *own_of(struct found *f)
{
    for (int i = 0; f->key && i < sk_X509_num(f->certs); i++)
        if (X509_check_private_key(sk_X509_value(f->certs, i), f->key) == 1)
            return sk_X509_delete(f->certs, i);
    return NULL;
}

static bool use(SSL_CTX *ctx, struct found *f, const char *what, const char *where, wax_error *why)
{
    X509 *own = own_of(f);
    bool good = own && SSL_CTX_use_cert_and_key(ctx, own, f->key, f->certs, 1) == 1;

    if (!own)
        wax__fail(why, WAX_E_USAGE, "tls", "%s \"%.200s\" holds %s: expected a private key and its certificate", what, where,
                  !f->key ? "no private key" : sk_X509_num(f->certs) > 0 ? "a private key, and no certificate of it" : "no certificate");
    else if (!good && wax__reason_is_memory())
        wax__fail_memory(why, "tls");
    else if (!good)
        wax__fail(why, WAX_E_USAGE, "tls", "%s \"%.200s\" can't be used: %s", what, where, wax__reason());
    X509_free(own);
    return good;
}

/* -- PKCS#12 ------------------------------------------------------------------------------------------------ */

static void explain_pkcs12(const struct tls_demand *demand, wax_error *why)
{
    if (ERR_GET_REASON(ERR_peek_last_error()) == PKCS12_R_MAC_VERIFY_FAILURE)
        wax__fail(why, WAX_E_USAGE, "tls", "the password does not open the PKCS#12 file \"%.200s\"", demand->pkcs12_file);
    else
        wax__reason_file("the PKCS#12 file", demand->pkcs12_file, why);
}

static bool parse_pkcs12(struct found *f, PKCS12 *p12, const char *password)
{
    X509 *own = NULL;

    if (PKCS12_parse(p12, password, &f->key, &own, &f->certs) != 1)
        return false;
    if (!f->certs)
        f->certs = sk_X509_new_null();
    if (!own || (f->certs && sk_X509_unshift(f->certs, own)))
        return true;
    X509_free(own);
    return false;
}

static bool load_pkcs12(SSL_CTX *ctx, const struct tls_demand *demand, wax_error *why)
{
    struct found found = { 0 };
    BIO *file = BIO_new_file(demand->pkcs12_file, "rb");
    PKCS12 *p12 = file ? d2i_PKCS12_bio(file, NULL) : NULL;
    bool is_open = p12 && parse_pkcs12(&found, p12, demand->pkcs12_password);

    if (!is_open)
        explain_pkcs12(demand, why);
    bool good = is_open && use(ctx, &found, "the PKCS#12 file", demand->pkcs12_file, why);
    found_clear(&found);
    PKCS12_free(p12);
    BIO_free(file);
    return good;
}

/* -- an OpenSSL store --------------------------------------------------------------------------------------- */

static bool take(struct found *f, OSSL_STORE_INFO *info)
{
    X509 *cert = OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_CERT ? OSSL_STORE_INFO_get1_CERT(info) : NULL;

    if (OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PKEY && !f->key)
        f->key = OSSL_STORE_INFO_get1_PKEY(info);
    if (!cert || sk_X509_push(f->certs, cert))
        return true;
    X509_free(cert);
    return false;
}

/* Until the store gives no more.  The end of a file looks like an error, so what counts is what was found. */
static bool take_all(struct found *f, OSSL_STORE_CTX *store)
{
    OSSL_STORE_INFO *info = NULL;
    bool good = (f->certs = sk_X509_new_null()) != NULL;

    while (good && !OSSL_STORE_eof(store) && (info = OSSL_STORE_load(store))) {
        good = take(f, info);
        OSSL_STORE_INFO_free(info);
    }
    return good && (f->key || sk_X509_num(f->certs) > 0);
}

/* The query of a URI may hold a PIN (RFC 7512 s.2.4), so it is not shown. */
static void explain_uri(const char *shown, wax_error *why)
{
    if (wax__reason_is_memory())
        wax__fail_memory(why, "tls");
    else
        wax__fail(why, WAX_E_USAGE, "tls", "no key could be got from \"%s\" (%s): a key that is no file needs an OpenSSL provider for its kind of "
                  "URI, such as pkcs11-provider for pkcs11:, installed and activated in openssl.cnf", shown, wax__reason());
}

static bool load_uri(SSL_CTX *ctx, const struct tls_demand *demand, wax_error *why)
{
    struct found found = { 0 };
    char shown[160];
    UI_METHOD *nobody = UI_UTIL_wrap_read_pem_callback(no_passphrase, 0);
    OSSL_STORE_CTX *store = nobody ? OSSL_STORE_open(demand->identity_uri, nobody, NULL, NULL, NULL) : NULL;
    bool is_read = store && take_all(&found, store);

    snprintf(shown, sizeof shown, "%.*s", (int)strcspn(demand->identity_uri, "?"), demand->identity_uri);
    if (!is_read)
        explain_uri(shown, why);
    bool good = is_read && use(ctx, &found, "the store", shown, why);
    found_clear(&found);
    OSSL_STORE_close(store);
    UI_destroy_method(nobody);
    return good;
}

bool wax__identity_load(SSL_CTX *ctx, const struct tls_demand *demand, wax_error *why)
{
    if (demand->pkcs12_file)
        return load_pkcs12(ctx, demand, why);
    return demand->identity_uri ? load_uri(ctx, demand, why) : load_files(ctx, demand, why);
}
