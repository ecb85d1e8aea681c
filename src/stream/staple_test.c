#include "bare.h"
#include "test.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HOUR = 3600 };

/* What the server staples. */
struct wish {
    int             status;
    long            from_s, until_s;        /* from now; until 0: no next update */
    const EVP_MD   *names_by;               /* the certificate; NULL: SHA-1 */
    const EVP_MD   *digest;                 /* of the signature; NULL: SHA-256 */
    X509           *of;                     /* NULL: the server's own */
    const struct pki_cert *signer;          /* NULL: the issuer */
};

struct scene {
    char            ca[96];
    struct pki      pki;
    struct pki_cert cert;
    struct bare     bare;
    unsigned char  *staple;
    int             staple_len;
    wax_tls        *tls;
    wax_error       why;
    wax_tls_info    info;
};

static int staple_it(SSL *ssl, void *arg)
{
    const struct scene *sc = arg;

    if (!sc->staple)
        return SSL_TLSEXT_ERR_NOACK;
    SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_memdup(sc->staple, (size_t)sc->staple_len), sc->staple_len);
    return SSL_TLSEXT_ERR_OK;
}

static void begin(struct scene *sc, bool must_staple)
{
    struct pki_wish wish = { .names = { "mail.example.org" }, .must_staple = must_staple };

    *sc = (struct scene){ .tls = wax_tls_new() };
    snprintf(sc->ca, sizeof sc->ca, "/tmp/wax-staple-%d.pem", getpid());
    CHECK(!wax__pki_make(&sc->pki, "Wax Test CA", NULL) && !wax__pki_issue(&sc->pki, &wish, &sc->cert, NULL));
    CHECK(!wax__pki_write_cert(sc->ca, sc->pki.ca, NULL) && bare_begin(&sc->bare, &sc->cert));
    SSL_CTX_set_tlsext_status_cb(sc->bare.ctx, staple_it);
    SSL_CTX_set_tlsext_status_arg(sc->bare.ctx, sc);
    wax_tls_ca_file(sc->tls, sc->ca);
}

static void end(struct scene *sc)
{
    unlink(sc->ca);
    OPENSSL_free(sc->staple);
    wax_tls_free(sc->tls);
    bare_end(&sc->bare);
    wax__pki_cert_clear(&sc->cert);
    wax__pki_clear(&sc->pki);
}

static void put(struct scene *sc, OCSP_RESPONSE *response)
{
    OPENSSL_free(sc->staple);
    sc->staple = NULL;
    sc->staple_len = i2d_OCSP_RESPONSE(response, &sc->staple);
    OCSP_RESPONSE_free(response);
}

static void staple(struct scene *sc, const struct wish *w)
{
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    OCSP_CERTID *id = OCSP_cert_to_id(w->names_by, w->of ? w->of : sc->cert.cert, sc->pki.ca);
    ASN1_TIME *now = X509_gmtime_adj(NULL, 0), *from = X509_gmtime_adj(NULL, w->from_s), *until = X509_gmtime_adj(NULL, w->until_s);
    ASN1_TIME *revoked = w->status == V_OCSP_CERTSTATUS_REVOKED ? now : NULL;

    CHECK(OCSP_basic_add1_status(basic, id, w->status, OCSP_REVOKED_STATUS_KEYCOMPROMISE, revoked, from, w->until_s ? until : NULL) != NULL);
    CHECK(OCSP_basic_sign(basic, w->signer ? w->signer->cert : sc->pki.ca, w->signer ? w->signer->key : sc->pki.ca_key,
                          w->digest ? w->digest : EVP_sha256(), NULL, 0) == 1);
    put(sc, OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic));
    OCSP_BASICRESP_free(basic);
    OCSP_CERTID_free(id);
    ASN1_TIME_free(now);
    ASN1_TIME_free(from);
    ASN1_TIME_free(until);
}

static const struct wish good = { .status = V_OCSP_CERTSTATUS_GOOD, .from_s = -HOUR, .until_s = HOUR };

static bool takes(struct scene *sc)
{
    sc->info = (wax_tls_info){ 0 };
    bare_come(&sc->bare, sc->tls, "mail.example.org", &sc->why, &sc->info);
    if (sc->why.status)
        test_note("%s", sc->why.text);
    return !sc->why.status && sc->info.verified;
}

static bool refuses(struct scene *sc, const char *part)
{
    sc->info = (wax_tls_info){ 0 };
    bare_come(&sc->bare, sc->tls, "mail.example.org", &sc->why, &sc->info);
    bool is_good = sc->why.status == WAX_E_UNTRUSTED && strstr(sc->why.text, part) && !sc->info.verified;
    if (!is_good)
        test_note("%s: %s", wax_status_name(sc->why.status), sc->why.text);
    return is_good;
}

static void meets(int version)
{
    struct wish wish = good;
    struct scene sc;

    begin(&sc, true);
    SSL_CTX_set_max_proto_version(sc.bare.ctx, version);
    bare_again(&sc.bare);
    CHECK(refuses(&sc, "demands a proof that it is not revoked (must-staple), and the server showed none"));
    staple(&sc, &wish);
    CHECK(takes(&sc));
    wish.names_by = EVP_sha256();
    staple(&sc, &wish);
    CHECK(takes(&sc) && !sc.info.resumed);      /* a session would bring no staple */
    wish.status = V_OCSP_CERTSTATUS_REVOKED;
    staple(&sc, &wish);
    CHECK(refuses(&sc, "was revoked on 20") && strstr(sc.why.text, "(keyCompromise), says its issuer"));
    wish.status = V_OCSP_CERTSTATUS_UNKNOWN;
    staple(&sc, &wish);
    CHECK(refuses(&sc, "says that it does not know it"));
    end(&sc);
}

TEST("a certificate that must be stapled is taken with the issuer's word that it is good, and with no other")
{
    meets(TLS1_3_VERSION);
}

TEST("and so it is on TLS 1.2")
{
    meets(TLS1_2_VERSION);
}

TEST("a staple that nobody demanded is checked all the same, and need not be there")
{
    struct wish wish = good;
    struct scene sc;

    begin(&sc, false);
    wish.status = V_OCSP_CERTSTATUS_REVOKED;
    staple(&sc, &wish);
    CHECK(refuses(&sc, "was revoked"));
    OPENSSL_free(sc.staple);
    sc.staple = NULL;
    CHECK(takes(&sc));
    end(&sc);
}

TEST("a staple out of its time proves nothing")
{
    static const struct { long from_s, until_s; } windows[] = { { -3 * HOUR, -HOUR }, { HOUR, 3 * HOUR }, { -25 * HOUR, 0 } };
    struct wish wish = good;
    struct scene sc;

    begin(&sc, true);
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        wish.from_s = windows[i].from_s;
        wish.until_s = windows[i].until_s;
        staple(&sc, &wish);
        CHECK(refuses(&sc, "and does not hold now"));
    }
    wish.from_s = -HOUR;
    staple(&sc, &wish);
    CHECK(takes(&sc));
    end(&sc);
}

TEST("a staple for another certificate proves nothing")
{
    struct wish wish = good;
    struct pki_cert other;
    struct scene sc;

    begin(&sc, true);
    CHECK(!wax__pki_issue(&sc.pki, &(struct pki_wish){ .names = { "mail.example.org" } }, &other, NULL));
    wish.of = other.cert;
    staple(&sc, &wish);
    CHECK(refuses(&sc, "is that of another certificate"));
    wax__pki_cert_clear(&other);
    end(&sc);
}

static bool signed_by(struct scene *sc, const struct pki *issuer, const struct pki_wish *wish)
{
    struct pki_cert signer;
    struct wish staple_wish = good;

    CHECK(!wax__pki_issue(issuer, wish, &signer, NULL));
    staple_wish.signer = &signer;
    staple(sc, &staple_wish);
    wax__pki_cert_clear(&signer);
    bare_come(&sc->bare, sc->tls, "mail.example.org", &sc->why, NULL);
    return !sc->why.status;
}

TEST("a responder that the issuer named for it may sign; its other certificates, and strangers, may not")
{
    struct pki strangers;
    struct scene sc;

    begin(&sc, true);
    CHECK(!wax__pki_make(&strangers, "Wax Test CA", NULL));
    CHECK(signed_by(&sc, &sc.pki, &(struct pki_wish){ .common_name = "responder", .purpose = "OCSPSigning" }));
    CHECK(!signed_by(&sc, &sc.pki, &(struct pki_wish){ .common_name = "host", .purpose = "serverAuth" }));
    CHECK(strstr(sc.why.text, "is not signed by its issuer, nor by one that the issuer has named"));
    CHECK(!signed_by(&sc, &strangers, &(struct pki_wish){ .common_name = "responder", .purpose = "OCSPSigning" }));
    CHECK(!signed_by(&sc, &sc.pki, &(struct pki_wish){ .common_name = "old", .purpose = "OCSPSigning", .from_s = -2 * HOUR, .until_s = -HOUR }));
    wax__pki_clear(&strangers);
    end(&sc);
}

TEST("a staple with a weak signature, a changed one, and bytes that are none are refused")
{
    struct wish wish = good;
    struct scene sc;

    begin(&sc, false);
    wish.digest = EVP_sha1();
    staple(&sc, &wish);
    CHECK(refuses(&sc, "is not signed by its issuer"));
    staple(&sc, &good);
    sc.staple[sc.staple_len - 400] ^= 1;
    CHECK(refuses(&sc, ""));
    sc.staple_len = 20;
    CHECK(refuses(&sc, "can't be read"));
    end(&sc);
}

TEST("\"try later\" is no word at all")
{
    struct scene sc;

    begin(&sc, false);
    put(&sc, OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, NULL));
    CHECK(takes(&sc));
    end(&sc);
    begin(&sc, true);
    put(&sc, OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, NULL));
    CHECK(refuses(&sc, "must-staple"));
    end(&sc);
}
