/* staple.c -- see staple.h. */
#include "staple.h"

#include "fail.h"
#include "verify.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

enum {
    STATUS_REQUEST = 5,             /* RFC 6066 s.8, the TLS extension that a certificate may demand */
    CLOCK = 300,                    /* seconds that our clock and the responder's may differ */
    AGE = 86400                     /* of a response that says nothing of the next: newer ones are to be had at any time */
};

bool wax__staple_is_demanded(const X509 *cert)
{
    int presence;
    TLS_FEATURE *features = X509_get_ext_d2i(cert, NID_tlsfeature, &presence, NULL);
    bool is_demanded = !features && presence != -1;     /* -1: there is none; else it is one that can't be read */

    for (int i = 0; i < sk_ASN1_INTEGER_num(features); i++)
        is_demanded |= ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features, i)) == STATUS_REQUEST;
    sk_ASN1_INTEGER_pop_free(features, ASN1_INTEGER_free);
    return is_demanded;
}

/* What the issuer says of one certificate. */
struct answer {
    int                   status, reason;
    ASN1_GENERALIZEDTIME *revoked, *from, *until;       /* the response's */
};

/* The certificate is named by digests, and the responder has chosen which. */
static bool find(OCSP_BASICRESP *basic, const X509 *cert, const X509 *issuer, struct answer *to)
{
    const EVP_MD *digests[] = { EVP_sha1(), EVP_sha256() };
    bool is_found = false;

    for (size_t i = 0; !is_found && i < sizeof digests / sizeof *digests; i++) {
        OCSP_CERTID *id = OCSP_cert_to_id(digests[i], cert, issuer);
        is_found = id && OCSP_resp_find_status(basic, id, &to->status, &to->reason, &to->revoked, &to->from, &to->until) == 1;
        OCSP_CERTID_free(id);
    }
    return is_found;
}

static bool is_weakly_signed(const OCSP_BASICRESP *basic)
{
    const ASN1_OBJECT *algorithm;
    int digest = NID_undef;

    X509_ALGOR_get0(&algorithm, NULL, NULL, OCSP_resp_get0_tbs_sigalg(basic));
    return !OBJ_find_sigid_algs(OBJ_obj2nid(algorithm), &digest, NULL) || digest == NID_sha1 || digest == NID_md5;
}

static wax_status judge(const struct answer *a, const char *host, wax_error *why)
{
    char when[40];

    if (OCSP_check_validity(a->from, a->until, CLOCK, a->until ? -1 : AGE) != 1) {
        wax__verify_date(when, sizeof when, a->from);
        return wax__fail(why, WAX_E_UNTRUSTED, "tls-revoked", "the proof that the certificate of %s is not revoked (OCSP staple) is of %s, and does not hold "
                         "now: the server must fetch a new one (or this machine's clock is wrong)", host, when);
    }
    if (a->status == V_OCSP_CERTSTATUS_GOOD)
        return WAX_OK;
    if (a->status != V_OCSP_CERTSTATUS_REVOKED)
        return wax__fail(why, WAX_E_UNTRUSTED, "tls-revoked", "the issuer of the certificate of %s says that it does not know it (OCSP staple): it may be "
                         "forged, or too new", host);
    wax__verify_date(when, sizeof when, a->revoked);
    return wax__fail(why, WAX_E_UNTRUSTED, "tls-revoked", "the certificate of %s was revoked on %s (%s), says its issuer (OCSP staple): its owner must get "
                     "another", host, when, a->reason < 0 ? "no reason given" : OCSP_crl_reason_str(a->reason));
}

static wax_status check(SSL *ssl, OCSP_BASICRESP *basic, const char *host, wax_error *why)
{
    STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);
    const X509 *cert = sk_X509_value(chain, 0), *issuer = sk_X509_value(chain, 1);
    struct answer answer = { 0 };

    if (is_weakly_signed(basic) || OCSP_basic_verify(basic, chain, SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl)), 0) != 1)
        return wax__fail(why, WAX_E_UNTRUSTED, "tls-revoked", "the proof that the certificate of %s is not revoked (OCSP staple) is not signed by its issuer, "
                         "nor by one that the issuer has named for this", host);
    if (!cert || !issuer || !find(basic, cert, issuer, &answer))
        return wax__fail(why, WAX_E_UNTRUSTED, "tls-revoked", "the proof that the certificate of %s is not revoked (OCSP staple) is that of another "
                         "certificate", host);
    return judge(&answer, host, why);
}

/* "Try later" and its like are signed by nobody, and mean as little as no response. */
static wax_status check_response(SSL *ssl, OCSP_RESPONSE *response, const char *host, wax_error *why)
{
    if (OCSP_response_status(response) != OCSP_RESPONSE_STATUS_SUCCESSFUL)
        return WAX_AGAIN;
    OCSP_BASICRESP *basic = OCSP_response_get1_basic(response);
    if (!basic)
        return wax__fail(why, WAX_E_UNTRUSTED, "tls-revoked", "the OCSP staple of %s can't be read", host);
    wax_status status = check(ssl, basic, host, why);
    OCSP_BASICRESP_free(basic);
    return status;
}

wax_status wax__staple_check(SSL *ssl, const char *host, wax_error *why)
{
    const unsigned char *der;
    long len = SSL_get_tlsext_status_ocsp_resp(ssl, &der);

    if (len <= 0)
        return WAX_AGAIN;
    OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &der, len);
    if (!response)
        return wax__fail(why, WAX_E_UNTRUSTED, "tls-revoked", "the OCSP staple of %s can't be read", host);
    wax_status status = check_response(ssl, response, host, why);
    OCSP_RESPONSE_free(response);
    return status;
}
