#include "bare.h"
#include "pair.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { DAY = 86400 };

/* A bare server with a certificate of one authority, and a client of ours that trusts it. */
struct scene {
    char            ca[96];
    struct pki      pki;
    struct pki_cert cert;
    struct bare     bare;
    wax_tls        *tls;
    wax_stream     *stream;
};

static void begin(struct scene *sc, const struct pki_wish *wish, int version)
{
    *sc = (struct scene){ .tls = wax_tls_new(), .stream = wax_stream_new() };
    snprintf(sc->ca, sizeof sc->ca, "/tmp/wax-facts-%d.pem", getpid());
    CHECK(!wax__pki_make(&sc->pki, "Wax Test CA", NULL) && !wax__pki_issue(&sc->pki, wish, &sc->cert, NULL));
    CHECK(!wax__pki_write_cert(sc->ca, sc->pki.ca, NULL));
    CHECK(bare_begin(&sc->bare, &sc->cert));
    SSL_set_max_proto_version(sc->bare.ssl, version);
    wax_tls_ca_file(sc->tls, sc->ca);
}

static wax_status meet(struct scene *sc)
{
    wax_stream_upgrade(sc->stream, sc->tls, "mail.example.org");
    bare_settle(&sc->bare, sc->stream);
    return wax_stream_upgrade(sc->stream, sc->tls, "mail.example.org");
}

static void end(struct scene *sc)
{
    unlink(sc->ca);
    wax_stream_free(sc->stream);
    wax_tls_free(sc->tls);
    bare_end(&sc->bare);
    wax__pki_cert_clear(&sc->cert);
    wax__pki_clear(&sc->pki);
}

static const struct pki_wish usual = { .names = { "mail.example.org", "192.0.2.1" }, .common_name = "mail", .from_s = -DAY, .until_s = DAY };

TEST("on TLS 1.2 the first Finished is the binding, and both sides have the same")
{
    struct scene sc;
    uint8_t theirs[64];

    begin(&sc, &usual, TLS1_2_VERSION);
    CHECK(meet(&sc) == WAX_OK);
    const wax_tls_info *info = wax_stream_info(sc.stream);
    size_t len = SSL_get_peer_finished(sc.bare.ssl, theirs, sizeof theirs);
    CHECK(len == 12 && test_same_bytes(info->unique, info->unique_len, theirs, len));
    CHECK(!info->has_exporter);
    end(&sc);
}

TEST("without the extended master secret, and on TLS 1.3, there is no such binding")
{
    struct scene sc;

    begin(&sc, &usual, TLS1_2_VERSION);
    SSL_set_options(sc.bare.ssl, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    CHECK(meet(&sc) == WAX_OK && wax_stream_info(sc.stream)->unique_len == 0);
    end(&sc);
    begin(&sc, &usual, TLS1_3_VERSION);
    CHECK(meet(&sc) == WAX_OK && wax_stream_info(sc.stream)->unique_len == 0 && wax_stream_info(sc.stream)->has_exporter);
    end(&sc);
}

static void end_point_is(const char *signed_with, const EVP_MD *expected, bool is_trusted)
{
    struct pki_wish wish = usual;
    struct scene sc;
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;

    wish.digest = signed_with;
    begin(&sc, &wish, TLS1_3_VERSION);
    if (!is_trusted)
        wax_tls_insecure_no_verify(sc.tls);
    CHECK(meet(&sc) == WAX_OK && X509_digest(sc.cert.cert, expected, digest, &len));
    const wax_tls_info *info = wax_stream_info(sc.stream);
    CHECK(info && test_same_bytes(info->end_point, info->end_point_len, digest, len));
    end(&sc);
}

TEST("the server's end point is its certificate, by the digest of its signature and by none weaker than SHA-256")
{
    end_point_is("SHA256", EVP_sha256(), true);
    end_point_is("SHA384", EVP_sha384(), true);
    end_point_is("SHA512", EVP_sha512(), true);
    end_point_is("SHA1", EVP_sha256(), false);
}

TEST("both sides of ours name the same end point")
{
    struct paper paper;
    struct pair p = { 0 };

    CHECK(pair_paper(&paper, NULL));
    wax_tls *client = wax_tls_new(), *server = wax_tls_new_server(paper.chain, paper.key);
    wax_tls_ca_file(client, paper.ca);
    pair_begin(&p);
    CHECK(pair_upgrade(&p, client, server, "mail.example.org") == WAX_OK);
    const wax_tls_info *a = wax_stream_info(p.client), *b = wax_stream_info(p.server);
    CHECK(a->end_point_len == 32 && test_same_bytes(a->end_point, a->end_point_len, b->end_point, b->end_point_len));
    pair_end(&p);
    wax_tls_free(client);
    wax_tls_free(server);
    pair_paper_end(&paper);
}

static bool is_pin(const char *text, const char *kind, const void *der, int len)
{
    uint8_t digest[32];
    char expected[80], base64[48] = "";

    EVP_Digest(der, (size_t)len, digest, NULL, EVP_sha256(), NULL);
    EVP_EncodeBlock((unsigned char *)base64, digest, 32);
    snprintf(expected, sizeof expected, "%s:%s", kind, base64);
    return test_same(text, expected);
}

TEST("the chain is told to its root, with dates, keys and fingerprints")
{
    struct scene sc;
    wax_certificate cert;
    unsigned char *der = NULL, *key = NULL;

    begin(&sc, &usual, TLS1_3_VERSION);
    CHECK(!wax_stream_certificate(sc.stream, 0, &cert));
    CHECK(meet(&sc) == WAX_OK && test_same(wax_stream_info(sc.stream)->verified_by, "CA file"));
    CHECK(wax_stream_certificate(sc.stream, 0, &cert));
    CHECK(test_same(cert.subject, "mail") && test_same(cert.issuer, "Wax Test CA") && test_same(cert.names, "mail.example.org, IP 192.0.2.1"));
    CHECK(cert.expires - cert.begins == 2 * DAY && test_same(cert.key, "EC 256"));
    int der_len = i2d_X509(sc.cert.cert, &der), key_len = i2d_PUBKEY(sc.cert.key, &key);
    CHECK(is_pin(cert.cert_pin, "cert-sha256", der, der_len) && is_pin(cert.key_pin, "key-sha256", key, key_len));
    CHECK(wax_stream_certificate(sc.stream, 1, &cert) && test_same(cert.subject, "Wax Test CA") && test_same(cert.names, ""));
    CHECK(!wax_stream_certificate(sc.stream, 2, &cert) && !wax_stream_certificate(sc.stream, SIZE_MAX, &cert) && !*cert.subject);
    OPENSSL_free(der);
    OPENSSL_free(key);
    end(&sc);
}

TEST("a certificate that was refused can be looked at, and proves nothing")
{
    struct pki_wish over = usual;
    struct scene sc;
    wax_certificate cert;

    over.until_s = -60;
    begin(&sc, &over, TLS1_3_VERSION);
    CHECK(meet(&sc) == WAX_E_UNTRUSTED && !wax_stream_info(sc.stream));
    CHECK(wax_stream_certificate(sc.stream, 0, &cert) && test_same(cert.subject, "mail"));
    CHECK(wax_stream_epoch(sc.stream) == 0);
    end(&sc);
}
