/* pki.c -- see pki.h. */
#include "pki.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>             /* openssl/err.h of 3.0 uses INT_MAX and does not bring it */
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <unistd.h>

enum { HOUR = 3600, MONTH = 30 * 24 * HOUR };

static wax_status cannot(wax_error *why, const char *what)
{
    char reason[160];

    ERR_error_string_n(ERR_peek_error(), reason, sizeof reason);
    ERR_clear_error();
    return wax__fail(why, WAX_E_NOMEM, "pki", "%s could not be made: %s", what, reason);
}

static bool put_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX ctx;

    X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    bool good = extension && X509_add_ext(cert, extension, -1);
    X509_EXTENSION_free(extension);
    return good;
}

/* Not by X509V3_EXT_conf: a comma in a name would end it. */
static GENERAL_NAME *dns_name(const char *name, size_t len)
{
    GENERAL_NAME *general = GENERAL_NAME_new();
    ASN1_IA5STRING *dns = ASN1_IA5STRING_new();

    if (general && dns && ASN1_STRING_set(dns, name, (int)len)) {
        GENERAL_NAME_set0_value(general, GEN_DNS, dns);
        return general;
    }
    ASN1_IA5STRING_free(dns);
    GENERAL_NAME_free(general);
    return NULL;
}

static GENERAL_NAME *name_or_address(const char *name)
{
    ASN1_OCTET_STRING *ip = a2i_IPADDRESS(name);
    GENERAL_NAME *general = ip ? GENERAL_NAME_new() : dns_name(name, strlen(name));

    if (ip && general)
        GENERAL_NAME_set0_value(general, GEN_IPADD, ip);
    else
        ASN1_OCTET_STRING_free(ip);
    return general;
}

static bool push_name(GENERAL_NAMES *names, GENERAL_NAME *general)
{
    if (general && sk_GENERAL_NAME_push(names, general))
        return true;
    GENERAL_NAME_free(general);
    return false;
}

static bool put_names(X509 *cert, const struct pki_wish *wish)
{
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
    bool good = names != NULL;

    for (size_t i = 0; good && i < sizeof wish->names / sizeof *wish->names && wish->names[i]; i++)
        good = push_name(names, name_or_address(wish->names[i]));
    if (good && wish->raw_name)
        good = push_name(names, dns_name(wish->raw_name, wish->raw_len));
    if (good && sk_GENERAL_NAME_num(names) > 0)
        good = X509_add1_ext_i2d(cert, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1;
    sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
    return good;
}

static bool put_serial(X509 *cert)
{
    uint64_t serial;

    return RAND_bytes((unsigned char *)&serial, sizeof serial) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert), serial >> 1) == 1;
}

static bool put_subject(X509 *cert, const char *common_name)
{
    X509_NAME *subject = X509_get_subject_name(cert);

    return !common_name || X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
                                                      (const unsigned char *)common_name, -1, -1, 0);
}

static X509 *blank(EVP_PKEY *key, const char *common_name, int64_t from_s, int64_t until_s)
{
    X509 *cert = X509_new();

    if (cert && X509_set_version(cert, X509_VERSION_3) && put_serial(cert) && put_subject(cert, common_name) &&
        X509_gmtime_adj(X509_getm_notBefore(cert), (long)from_s) && X509_gmtime_adj(X509_getm_notAfter(cert), (long)until_s) &&
        X509_set_pubkey(cert, key))
        return cert;
    X509_free(cert);
    return NULL;
}

static bool finish_ca(struct pki *pki)
{
    X509 *ca = pki->ca;

    return X509_set_issuer_name(ca, X509_get_subject_name(ca)) &&
           put_extension(ca, ca, NID_basic_constraints, "critical,CA:TRUE") &&
           put_extension(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign") &&
           put_extension(ca, ca, NID_subject_key_identifier, "hash") && X509_sign(ca, pki->ca_key, EVP_sha256()) > 0;
}

wax_status wax__pki_make(struct pki *pki, const char *ca_name, wax_error *why)
{
    *pki = (struct pki){ .ca_key = EVP_EC_gen("P-256") };
    if (pki->ca_key)
        pki->ca = blank(pki->ca_key, ca_name, -HOUR, MONTH);
    if (pki->ca && finish_ca(pki))
        return WAX_OK;
    wax__pki_clear(pki);
    return cannot(why, "the test authority");
}

void wax__pki_clear(struct pki *pki)
{
    EVP_PKEY_free(pki->ca_key);
    X509_free(pki->ca);
    *pki = (struct pki){ 0 };
}

static bool put_uses(X509 *cert, X509 *issuer, const struct pki_wish *wish)
{
    const char *key_usage = wish->key_usage ? wish->key_usage : wish->is_ca ? "critical,keyCertSign,cRLSign" : NULL;
    const char *purpose = wish->purpose ? wish->purpose : wish->is_ca ? NULL : "serverAuth";

    return put_extension(cert, issuer, NID_basic_constraints, wish->is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
           (!key_usage || put_extension(cert, issuer, NID_key_usage, key_usage)) &&
           (!purpose || put_extension(cert, issuer, NID_ext_key_usage, purpose)) &&
           (!wish->is_ca || put_extension(cert, issuer, NID_subject_key_identifier, "hash")) &&
           (!wish->must_staple || put_extension(cert, issuer, NID_tlsfeature, "status_request"));
}

static bool finish_cert(const struct pki *pki, const struct pki_wish *wish, struct pki_cert *to)
{
    X509 *issuer = wish->is_self_signed ? to->cert : pki->ca;
    EVP_PKEY *signer = wish->is_self_signed ? to->key : pki->ca_key;
    const EVP_MD *digest = EVP_get_digestbyname(wish->digest ? wish->digest : "SHA256");

    return X509_set_issuer_name(to->cert, X509_get_subject_name(issuer)) &&
           put_uses(to->cert, issuer, wish) && put_names(to->cert, wish) && X509_sign(to->cert, signer, digest) > 0;
}

wax_status wax__pki_issue(const struct pki *pki, const struct pki_wish *wish, struct pki_cert *to, wax_error *why)
{
    bool has_window = wish->from_s || wish->until_s;

    *to = (struct pki_cert){ .key = wish->rsa_bits ? EVP_RSA_gen(wish->rsa_bits) : EVP_EC_gen("P-256") };
    if (to->key)
        to->cert = blank(to->key, wish->common_name, has_window ? wish->from_s : -HOUR, has_window ? wish->until_s : MONTH);
    if (to->cert && finish_cert(pki, wish, to))
        return WAX_OK;
    wax__pki_cert_clear(to);
    return cannot(why, "the test certificate");
}

void wax__pki_cert_clear(struct pki_cert *to)
{
    EVP_PKEY_free(to->key);
    X509_free(to->cert);
    *to = (struct pki_cert){ 0 };
}

/* O_EXCL: neither a file that others hold open nor a link that they laid can receive a key. */
static FILE *fresh_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

    if (!f && fd >= 0)
        close(fd);
    return f;
}

static wax_status finish_file(FILE *f, bool good, const char *path, wax_error *why)
{
    if (f && fclose(f) == 0 && good)
        return WAX_OK;
    return wax__fail(why, WAX_E_IO, "pki", "%s could not be written: %s", path, strerror(errno));
}

wax_status wax__pki_write_cert(const char *path, X509 *cert, wax_error *why)
{
    FILE *f = fresh_file(path);

    return finish_file(f, f && PEM_write_X509(f, cert) == 1, path, why);
}

wax_status wax__pki_write_key(const char *path, EVP_PKEY *key, wax_error *why)
{
    FILE *f = fresh_file(path);

    return finish_file(f, f && PEM_write_PKCS8PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) == 1, path, why);
}
