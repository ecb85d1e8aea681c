#include "bare.h"
#include "pair.h"
#include "test.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A bare server that wants a certificate, ours in files of all kinds, and a client that has none yet. */
struct scene {
    struct pki      pki;
    struct pki_cert server;
    struct paper    us;
    char            pkcs12[96], uri[128];
    struct bare     bare;
    wax_tls        *tls;
    wax_error       why;
};

static X509 *read_cert(const char *path)
{
    FILE *f = fopen(path, "r");
    X509 *cert = f ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;

    if (f)
        fclose(f);
    return cert;
}

static EVP_PKEY *read_key(const char *path)
{
    FILE *f = fopen(path, "r");
    EVP_PKEY *key = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;

    if (f)
        fclose(f);
    return key;
}

static int take_any(X509_STORE_CTX *c, void *arg)
{
    (void)c, (void)arg;
    return 1;
}

static void begin(struct scene *sc)
{
    *sc = (struct scene){ .tls = wax_tls_new() };
    CHECK(!wax__pki_make(&sc->pki, "Wax Test CA", NULL));
    CHECK(!wax__pki_issue(&sc->pki, &(struct pki_wish){ .names = { "mail.example.org" } }, &sc->server, NULL));
    CHECK(pair_paper(&sc->us, &(struct pki_wish){ .common_name = "ada", .purpose = "clientAuth" }) && bare_begin(&sc->bare, &sc->server));
    snprintf(sc->pkcs12, sizeof sc->pkcs12, "%s/us.p12", sc->us.folder);
    SSL_CTX_set_verify(sc->bare.ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_cert_verify_callback(sc->bare.ctx, take_any, NULL);
    SSL_CTX_set_session_id_context(sc->bare.ctx, (const unsigned char *)"test", 4);
    bare_again(&sc->bare);
    wax_tls_insecure_no_verify(sc->tls);
}

static void end(struct scene *sc)
{
    unlink(sc->pkcs12);
    wax_tls_free(sc->tls);
    bare_end(&sc->bare);
    wax__pki_cert_clear(&sc->server);
    wax__pki_clear(&sc->pki);
    pair_paper_end(&sc->us);
}

static bool is_us(struct scene *sc)
{
    X509 *ours = read_cert(sc->us.chain), *shown;

    bare_come(&sc->bare, sc->tls, "mail.example.org", &sc->why, NULL);
    shown = SSL_get0_peer_certificate(sc->bare.ssl);
    bool good = !sc->why.status && ours && shown && X509_cmp(ours, shown) == 0;
    if (!good)
        test_note("%s", sc->why.text);
    X509_free(ours);
    return good;
}

static bool is_refused(struct scene *sc, wax_status expected, const char *part)
{
    bare_come(&sc->bare, sc->tls, "mail.example.org", &sc->why, NULL);
    bool good = sc->why.status == expected && strstr(sc->why.text, part);

    if (!good)
        test_note("%s: %s", wax_status_name(sc->why.status), sc->why.text);
    return good;
}

TEST("a client without a certificate is told that one is wanted, and with its files it is known")
{
    struct scene sc;

    begin(&sc);
    CHECK(is_refused(&sc, WAX_E_TLS, "it wants a client certificate, and we have none"));
    wax_tls_client_certificate(sc.tls, sc.us.chain, sc.us.key);
    CHECK(is_us(&sc));
    end(&sc);
}

TEST("key and certificate that do not belong together are refused, of one kind or of two")
{
    struct scene sc;
    struct paper other, rsa;

    begin(&sc);
    CHECK(pair_paper(&other, NULL) && pair_paper(&rsa, &(struct pki_wish){ .rsa_bits = 2048 }));
    wax_tls_client_certificate(sc.tls, sc.us.chain, other.key);
    CHECK(is_refused(&sc, WAX_E_USAGE, "is not that of the first certificate in"));
    wax_tls_client_certificate(sc.tls, sc.us.chain, rsa.key);
    CHECK(is_refused(&sc, WAX_E_USAGE, "is not that of the first certificate in"));
    wax_tls_client_certificate(sc.tls, sc.us.chain, NULL);
    CHECK(is_refused(&sc, WAX_E_USAGE, "a client certificate needs two files"));
    wax_tls_client_certificate(sc.tls, sc.us.chain, "/nonexistent/key.pem");
    CHECK(is_refused(&sc, WAX_E_USAGE, "the private key \"/nonexistent/key.pem\" can't be read: No such file"));
    wax_tls_client_certificate(sc.tls, sc.us.chain, sc.us.ca);
    CHECK(is_refused(&sc, WAX_E_USAGE, "expected PEM"));
    pair_paper_end(&other);
    pair_paper_end(&rsa);
    end(&sc);
}

TEST("an encrypted key is refused, and nobody is asked")
{
    struct scene sc;
    EVP_PKEY *key;

    begin(&sc);
    key = read_key(sc.us.key);
    FILE *f = fopen(sc.us.key, "w");
    CHECK(f && PEM_write_PKCS8PrivateKey(f, key, EVP_aes_256_cbc(), "sesame", 6, NULL, NULL) == 1 && fclose(f) == 0);
    wax_tls_client_certificate(sc.tls, sc.us.chain, sc.us.key);
    CHECK(is_refused(&sc, WAX_E_USAGE, "is encrypted, and there is nobody to ask"));
    EVP_PKEY_free(key);
    end(&sc);
}

static void write_pkcs12(struct scene *sc, bool with_key)
{
    X509 *cert = read_cert(sc->us.chain), *ca = read_cert(sc->us.ca);
    EVP_PKEY *key = read_key(sc->us.key);
    STACK_OF(X509) *others = sk_X509_new_null();
    BIO *out = BIO_new_file(sc->pkcs12, "wb");

    sk_X509_push(others, ca);
    PKCS12 *p12 = PKCS12_create("sesame", "us", with_key ? key : NULL, with_key ? cert : NULL, others, 0, 0, 0, 0, 0);
    CHECK(p12 && i2d_PKCS12_bio(out, p12) == 1);
    BIO_free(out);
    PKCS12_free(p12);
    sk_X509_pop_free(others, X509_free);
    X509_free(cert);
    EVP_PKEY_free(key);
}

TEST("a PKCS#12 file opens with its password, and its chain is shown with it")
{
    struct scene sc;

    begin(&sc);
    write_pkcs12(&sc, true);
    wax_tls_client_pkcs12(sc.tls, sc.pkcs12, "sesame");
    CHECK(is_us(&sc) && sk_X509_num(SSL_get_peer_cert_chain(sc.bare.ssl)) == 1);
    wax_tls_client_pkcs12(sc.tls, sc.pkcs12, "guess");
    CHECK(is_refused(&sc, WAX_E_USAGE, "the password does not open the PKCS#12 file") && !strstr(sc.why.text, "guess"));
    wax_tls_client_pkcs12(sc.tls, sc.pkcs12, NULL);
    CHECK(is_refused(&sc, WAX_E_USAGE, "the password does not open"));
    wax_tls_client_pkcs12(sc.tls, sc.us.chain, "sesame");
    CHECK(is_refused(&sc, WAX_E_USAGE, "can't be used"));
    wax_tls_client_pkcs12(sc.tls, "/nonexistent/us.p12", "sesame");
    CHECK(is_refused(&sc, WAX_E_USAGE, "can't be read: No such file"));
    end(&sc);
}

TEST("one that holds no key is refused, and so it says")
{
    struct scene sc;

    begin(&sc);
    write_pkcs12(&sc, false);
    wax_tls_client_pkcs12(sc.tls, sc.pkcs12, "sesame");
    CHECK(is_refused(&sc, WAX_E_USAGE, "holds no private key: expected a private key and its certificate"));
    end(&sc);
}

TEST("a URI is asked of OpenSSL's stores, and its PIN is never shown")
{
    struct scene sc;

    begin(&sc);
    write_pkcs12(&sc, true);
    snprintf(sc.uri, sizeof sc.uri, "file:%s", sc.us.chain);
    wax_tls_client_uri(sc.tls, sc.uri);
    CHECK(is_refused(&sc, WAX_E_USAGE, "holds no private key"));
    wax_tls_client_uri(sc.tls, "pkcs11:token=mail;object=ada?pin-value=31415");
    CHECK(is_refused(&sc, WAX_E_USAGE, "\"pkcs11:token=mail;object=ada\"") && strstr(sc.why.text, "pkcs11-provider"));
    CHECK(!strstr(sc.why.text, "31415"));
    end(&sc);
}

/* Certificate and key in one file, which is what a store gives. */
TEST("the key of a store finds its certificate")
{
    struct scene sc;

    begin(&sc);
    X509 *cert = read_cert(sc.us.chain), *ca = read_cert(sc.us.ca);
    FILE *f = fopen(sc.us.key, "a");
    CHECK(f && PEM_write_X509(f, ca) == 1 && PEM_write_X509(f, cert) == 1 && fclose(f) == 0);
    snprintf(sc.uri, sizeof sc.uri, "file:%s", sc.us.key);
    wax_tls_client_uri(sc.tls, sc.uri);
    CHECK(is_us(&sc) && sk_X509_num(SSL_get_peer_cert_chain(sc.bare.ssl)) == 1);
    X509_free(cert);
    X509_free(ca);
    end(&sc);
}
