/* verify.c -- see verify.h. */
#include "verify.h"

#include "context.h"
#include "fail.h"
#include "proof.h"
#include "text.h"
#include "trust.h"

#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

static void oneline(char *to, size_t size, const X509_NAME *name)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *text;
    long len = 0;

    if (out && X509_NAME_print_ex(out, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) >= 0)
        len = BIO_get_mem_data(out, &text);
    wax__text_printable(to, size, len > 0 ? text : "", len > 0 ? (size_t)len : 0);
    BIO_free(out);
}

void wax__verify_name(char *to, size_t size, const X509_NAME *name)
{
    int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    unsigned char *text = NULL;
    int len = at < 0 ? -1 : ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));

    if (len > 0)
        wax__text_printable(to, size, text, (size_t)len);
    else
        oneline(to, size, name);
    OPENSSL_free(text);
}

static void put_text(char *list, size_t size, const void *text, size_t len)
{
    size_t at = strlen(list);

    if (at && at + 3 < size)
        at += (size_t)snprintf(list + at, size - at, ", ");
    if (at + 1 < size)
        wax__text_printable(list + at, size - at, text, len);
}

static void put_ip(char *list, size_t size, const ASN1_OCTET_STRING *ip)
{
    const unsigned char *p = ASN1_STRING_get0_data(ip);
    char text[48] = "";
    int len = ASN1_STRING_length(ip), at = 0;

    if (len == 4)
        at = snprintf(text, sizeof text, "IP %d.%d.%d.%d", p[0], p[1], p[2], p[3]);
    for (int i = 0; len == 16 && i < 16; i += 2)
        at += snprintf(text + at, sizeof text - (size_t)at, "%s%x", i ? ":" : "IP ", p[i] << 8 | p[i + 1]);
    put_text(list, size, text, (size_t)at);
}

void wax__verify_hosts(char *list, size_t size, X509 *cert)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);

    *list = 0;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        int type;
        const ASN1_STRING *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, i), &type);
        if (type == GEN_DNS)
            put_text(list, size, ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value));
        else if (type == GEN_IPADD)
            put_ip(list, size, value);
    }
    GENERAL_NAMES_free(names);
}

static wax_status wrong_name(const struct proof *p, X509 *cert, bool is_ip)
{
    char names[240], common[100];

    wax__verify_hosts(names, sizeof names, cert);
    wax__verify_name(common, sizeof common, X509_get_subject_name(cert));
    if (*names)
        return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-name", "the certificate is for %s, not for %s%s: reach the server by a name that its "
                         "certificate holds", names, is_ip ? "IP " : "", p->name->text);
    return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-name", "the certificate of \"%s\" names no host at all (subjectAltName), so it is not for "
                     "%s; a common name proves nothing (RFC 9525)", common, p->name->text);
}

void wax__verify_date(char *to, size_t size, const ASN1_TIME *time)
{
    struct tm tm;

    if (!ASN1_TIME_to_tm(time, &tm) || !strftime(to, size, "%Y-%m-%d %H:%M UTC", &tm))
        snprintf(to, size, "an unreadable date");
}

static wax_status out_of_time(const struct proof *p, X509 *cert, const char *whose, bool is_over)
{
    char when[40];

    wax__verify_date(when, sizeof when, is_over ? X509_get0_notAfter(cert) : X509_get0_notBefore(cert));
    if (is_over)
        return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-dates", "%s expired on %s: its owner must renew it (or this machine's clock is "
                         "wrong)", whose, when);
    return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-dates", "%s is not valid before %s: is this machine's clock right?", whose, when);
}

static const char *how_to_trust(const struct proof *p)
{
    return wax__context_demand(p->context)->is_server ? "put its certificate there" : "give its certificate with --ca-file";
}

static wax_status unknown_issuer(const struct proof *p, X509 *cert)
{
    char issuer[160];

    wax__verify_name(issuer, sizeof issuer, X509_get_issuer_name(cert));
    return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-issuer", "the certificate of %s comes from \"%s\", which is not among %s: if you trust that "
                     "issuer, %s", p->name->text, issuer, wax__trust_place(wax__context_demand(p->context)), how_to_trust(p));
}

static wax_status not_signed(const struct proof *p, X509 *cert, const char *whose)
{
    char issuer[160];

    wax__verify_name(issuer, sizeof issuer, X509_get_issuer_name(cert));
    return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-issuer", "%s says that it comes from \"%s\", but the \"%s\" we trust has not signed it: it is "
                     "forged, or %s", whose, issuer, issuer, wax__context_demand(p->context)->ca_file ? "the CA file is an older one" : "our roots are old");
}

static wax_status self_signed(const struct proof *p)
{
    return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-issuer", "the certificate of %s is self-signed, so nobody vouches for it: if it is the one "
                     "you expect, %s", p->name->text, how_to_trust(p));
}

static wax_status other(const struct proof *p, int code, const char *whose)
{
    return wax__fail(p->why, code == X509_V_ERR_OUT_OF_MEM ? WAX_E_NOMEM : WAX_E_UNTRUSTED, "tls", "%s does not prove that this is %s: %s",
                     whose, p->name->text, X509_verify_cert_error_string(code));
}

/* Somebody has said that revocation lists must be looked at, so a list that can't be looked at is no less than a revocation. */
static wax_status no_list(const struct proof *p, X509 *cert, const char *is_what)
{
    char issuer[160];

    wax__verify_name(issuer, sizeof issuer, X509_get_issuer_name(cert));
    return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-revoked", "the revocation list (CRL) of \"%s\" %s, so it can't be known whether the certificate of %s "
                     "still holds: put a fresh list of that issuer into the CRL file", issuer, is_what, p->name->text);
}

static wax_status explain_list(const struct proof *p, int code, X509 *cert, const char *whose)
{
    switch (code) {
    case X509_V_ERR_CERT_REVOKED:
        return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-revoked", "%s was revoked by its issuer (CRL): it must not be used any more, and its owner must get "
                         "another", whose);
    case X509_V_ERR_UNABLE_TO_GET_CRL:
        return no_list(p, cert, "is not in the CRL file");
    case X509_V_ERR_CRL_HAS_EXPIRED:
        return no_list(p, cert, "has expired");
    case X509_V_ERR_CRL_NOT_YET_VALID:
        return no_list(p, cert, "is not valid yet");
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
        return no_list(p, cert, "is not signed by it");
    default:
        return other(p, code, whose);
    }
}

static wax_status explain(const struct proof *p, int code, X509 *cert, const char *whose)
{
    switch (code) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return wrong_name(p, cert, code == X509_V_ERR_IP_ADDRESS_MISMATCH);
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return out_of_time(p, cert, whose, code == X509_V_ERR_CERT_HAS_EXPIRED);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return unknown_issuer(p, cert);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return self_signed(p);
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        return not_signed(p, cert, whose);
    case X509_V_ERR_INVALID_PURPOSE:
        return wax__fail(p->why, WAX_E_UNTRUSTED, "tls", "%s was issued for another purpose than a %s's (keyUsage, extendedKeyUsage)", whose,
                         wax__context_demand(p->context)->is_server ? "client" : "server");
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
        return wax__fail(p->why, WAX_E_UNTRUSTED, "tls", "the key in %s is too weak: expected 112 bits of security or more, such as "
                         "RSA 2048", whose);
    case X509_V_ERR_CA_MD_TOO_WEAK:
        return wax__fail(p->why, WAX_E_UNTRUSTED, "tls", "%s is signed with a digest too weak to trust, such as SHA-1 or MD5", whose);
    default:
        return explain_list(p, code, cert, whose);
    }
}

int wax__verify_explain(int good, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    const struct proof *p = SSL_get_app_data(ssl);
    X509 *cert = X509_STORE_CTX_get_current_cert(store);
    char name[160], whose[240];

    if (good)
        return good;
    if (!cert) {
        other(p, X509_STORE_CTX_get_error(store), "the certificate");
        return good;
    }
    wax__verify_name(name, sizeof name, X509_get_subject_name(cert));
    if (X509_STORE_CTX_get_error_depth(store) == 0)
        snprintf(whose, sizeof whose, "the certificate of %.150s", p->name->text);
    else
        snprintf(whose, sizeof whose, "the issuer's certificate \"%.150s\"", name);
    explain(p, X509_STORE_CTX_get_error(store), cert, whose);
    return good;
}
