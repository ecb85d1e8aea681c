/* proof_alloc_test.c -- want of memory makes no check weaker: lists, staples, folders, pins, known servers, certificates of our own.
 *
 * The server is OpenSSL's alone, is ready before memory fails, and keeps no secret about what it was shown. */
#include "alloc_fail.h"
#include "bare.h"
#include "pin.h"
#include "test.h"

#include <limits.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOST "mail.example.org"

/* There are thousands of allocations up to a refusal: a test has time for some of each kind, and for all of the last, where the judging is. */
enum { STRIDE = 11, LAST = 250, HOUR = 3600, PATH = 96 };

struct scene {
    char            folder[64], ca[PATH], hashed[PATH], list[PATH], known[PATH], chain[PATH], key[PATH], both[PATH], pkcs12[PATH], uri[PATH + 8];
    char            pin[PIN_TEXT];
    struct pki      pki;
    struct pki_cert host, us;
    struct bare     bare;
    unsigned char  *staple;
    int             staple_len;
    wax_tls        *lasting;            /* NULL: each meeting has a demand of its own */
    bool            has_failed;         /* an allocation, in the last meeting */
    wax_error       why;
};

/* OpenSSL's memory first of all, before anything of it has run. */
__attribute__((constructor(101))) static void take_openssl(void)
{
    if (!alloc_fail_openssl())
        abort();
}

/* -- the scene ------------------------------------------------------------------------------------------------ */

static int staple_it(SSL *ssl, void *arg)
{
    const struct scene *sc = arg;

    if (!sc->staple)
        return SSL_TLSEXT_ERR_NOACK;
    void *copy = OPENSSL_memdup(sc->staple, (size_t)sc->staple_len);
    if (!copy)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    SSL_set_tlsext_status_ocsp_resp(ssl, copy, sc->staple_len);
    return SSL_TLSEXT_ERR_OK;
}

static int take_any(X509_STORE_CTX *c, void *arg)
{
    (void)c, (void)arg;
    return 1;
}

static void serve(struct scene *sc)
{
    CHECK(bare_begin(&sc->bare, &sc->host));
    SSL_CTX_set_tlsext_status_cb(sc->bare.ctx, staple_it);
    SSL_CTX_set_tlsext_status_arg(sc->bare.ctx, sc);
    SSL_CTX_set_verify(sc->bare.ctx, SSL_VERIFY_PEER, NULL);        /* it asks, and does without */
    SSL_CTX_set_cert_verify_callback(sc->bare.ctx, take_any, NULL);
    SSL_CTX_set_session_cache_mode(sc->bare.ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_session_id_context(sc->bare.ctx, (const unsigned char *)"wax", 3);      /* for tickets, where it asks */
}

static void name_files(struct scene *sc)
{
    snprintf(sc->ca, PATH, "%s/ca.pem", sc->folder);
    snprintf(sc->list, PATH, "%s/crl.pem", sc->folder);
    snprintf(sc->known, PATH, "%s/known", sc->folder);
    snprintf(sc->chain, PATH, "%s/us.pem", sc->folder);
    snprintf(sc->key, PATH, "%s/us.key", sc->folder);
    snprintf(sc->pkcs12, PATH, "%s/us.p12", sc->folder);
    snprintf(sc->both, PATH, "%s/both.pem", sc->folder);
    snprintf(sc->uri, sizeof sc->uri, "file:%s", sc->both);
    snprintf(sc->hashed, PATH, "%s/%08lx.0", sc->folder, X509_NAME_hash_ex(X509_get_subject_name(sc->pki.ca), NULL, NULL, NULL));
}

static void write_us(const struct scene *sc)
{
    FILE *both = fopen(sc->both, "w"), *pkcs12 = fopen(sc->pkcs12, "w");
    PKCS12 *p12 = PKCS12_create("sesame", "us", sc->us.key, sc->us.cert, NULL, 0, 0, 1, 1, 0);

    CHECK(!wax__pki_write_cert(sc->chain, sc->us.cert, NULL) && !wax__pki_write_key(sc->key, sc->us.key, NULL));
    CHECK(PEM_write_PKCS8PrivateKey(both, sc->us.key, NULL, NULL, 0, NULL, NULL) == 1 && PEM_write_X509(both, sc->us.cert) == 1);
    CHECK(p12 && i2d_PKCS12_fp(pkcs12, p12) == 1);
    fclose(both);
    fclose(pkcs12);
    PKCS12_free(p12);
}

static void pin_it(struct scene *sc, X509 *cert)
{
    struct tls_pin key;

    CHECK(wax__pin_of(&key, cert, true));
    wax__pin_text(sc->pin, &key);
}

static void begin(struct scene *sc, const struct pki_wish *wish)
{
    static const struct pki_wish usual = { .names = { HOST } }, ours = { .common_name = "ada", .purpose = "clientAuth" };

    *sc = (struct scene){ .folder = "/tmp/wax-stream-XXXXXX" };
    CHECK(mkdtemp(sc->folder) != NULL && !wax__pki_make(&sc->pki, "Wax Test CA", NULL));
    CHECK(!wax__pki_issue(&sc->pki, wish ? wish : &usual, &sc->host, NULL) && !wax__pki_issue(&sc->pki, &ours, &sc->us, NULL));
    name_files(sc);
    CHECK(!wax__pki_write_cert(sc->ca, sc->pki.ca, NULL));
    write_us(sc);
    serve(sc);
}

static void end(struct scene *sc)
{
    const char *files[] = { sc->ca, sc->hashed, sc->list, sc->known, sc->chain, sc->key, sc->both, sc->pkcs12 };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(files[i]);
    CHECK(rmdir(sc->folder) == 0);
    OPENSSL_free(sc->staple);
    bare_end(&sc->bare);
    wax__pki_cert_clear(&sc->host);
    wax__pki_cert_clear(&sc->us);
    wax__pki_clear(&sc->pki);
}

/* -- what is demanded, and what the world says ------------------------------------------------------------------ */

typedef void demand_fn(wax_tls *, const struct scene *);

static void by_file(wax_tls *t, const struct scene *sc)
{
    wax_tls_ca_file(t, sc->ca);
}

static void by_folder(wax_tls *t, const struct scene *sc)
{
    wax_tls_ca_folder(t, sc->folder);
}

static void by_list(wax_tls *t, const struct scene *sc)
{
    by_file(t, sc);
    wax_tls_crl_file(t, sc->list);
}

static void by_pin(wax_tls *t, const struct scene *sc)
{
    by_file(t, sc);
    wax_tls_pin(t, sc->pin);
}

static void by_known(wax_tls *t, const struct scene *sc)
{
    wax_tls_known_servers(t, sc->known);
}

static void by_new(wax_tls *t, const struct scene *sc)
{
    by_known(t, sc);
    wax_tls_insecure_accept_new(t);
}

static void us_in_files(wax_tls *t, const struct scene *sc)
{
    by_file(t, sc);
    wax_tls_client_certificate(t, sc->chain, sc->key);
}

static void us_in_pkcs12(wax_tls *t, const struct scene *sc)
{
    by_file(t, sc);
    wax_tls_client_pkcs12(t, sc->pkcs12, "sesame");
}

static void us_in_store(wax_tls *t, const struct scene *sc)
{
    by_file(t, sc);
    wax_tls_client_uri(t, sc->uri);
}

static void write_list(const struct scene *sc, bool is_revoked)
{
    X509_CRL *list = X509_CRL_new();
    ASN1_TIME *from = X509_gmtime_adj(NULL, -HOUR), *until = X509_gmtime_adj(NULL, HOUR);
    FILE *f = fopen(sc->list, "w");

    X509_CRL_set_version(list, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list, X509_get_subject_name(sc->pki.ca));
    X509_CRL_set1_lastUpdate(list, from);
    X509_CRL_set1_nextUpdate(list, until);
    if (is_revoked) {
        X509_REVOKED *entry = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(sc->host.cert));
        X509_REVOKED_set_revocationDate(entry, from);
        X509_CRL_add0_revoked(list, entry);
    }
    CHECK(X509_CRL_sign(list, sc->pki.ca_key, EVP_sha256()) > 0 && PEM_write_X509_CRL(f, list) == 1);
    fclose(f);
    X509_CRL_free(list);
    ASN1_TIME_free(from);
    ASN1_TIME_free(until);
}

static void staple(struct scene *sc, int status)
{
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    OCSP_CERTID *id = OCSP_cert_to_id(NULL, sc->host.cert, sc->pki.ca);
    ASN1_TIME *from = X509_gmtime_adj(NULL, -HOUR), *until = X509_gmtime_adj(NULL, HOUR);

    CHECK(OCSP_basic_add1_status(basic, id, status, OCSP_REVOKED_STATUS_KEYCOMPROMISE, status == V_OCSP_CERTSTATUS_REVOKED ? from : NULL, from, until) != NULL);
    CHECK(OCSP_basic_sign(basic, sc->pki.ca, sc->pki.ca_key, EVP_sha256(), NULL, 0) == 1);
    OCSP_RESPONSE *response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    sc->staple_len = i2d_OCSP_RESPONSE(response, &sc->staple);
    OCSP_RESPONSE_free(response);
    OCSP_BASICRESP_free(basic);
    OCSP_CERTID_free(id);
    ASN1_TIME_free(from);
    ASN1_TIME_free(until);
}

static void write_known(struct scene *sc, X509 *cert)
{
    FILE *f = fopen(sc->known, "w");

    pin_it(sc, cert);
    fprintf(f, HOST " %s\n", sc->pin);
    fclose(f);
}

/* -- meeting with less and less memory ------------------------------------------------------------------------ */

/* Which allocations are counted: those that make the demand's context, or those of the handshake as well. */
enum window { SETTING_UP, ALL };

/* From nothing to a channel that is believed, or is not.  Whatever is not believed has a sentence, unless it was the server that fell silent. */
static bool meet(struct scene *sc, demand_fn *demand, enum window window, long n)
{
    bare_again(&sc->bare);
    alloc_fail_after(n);
    wax_tls *tls = sc->lasting ? sc->lasting : wax_tls_new();
    wax_stream *s = wax_stream_new();
    if (!sc->lasting)
        demand(tls, sc);
    if (s)
        wax_stream_upgrade(s, tls, HOST);
    if (window == SETTING_UP)
        sc->has_failed = alloc_fail_stop();
    if (s)
        bare_settle(&sc->bare, s);
    wax_status status = s ? wax_stream_upgrade(s, tls, HOST) : WAX_E_NOMEM;
    if (window == ALL)
        sc->has_failed = alloc_fail_stop();
    sc->why = s ? *wax_stream_error(s) : (wax_error){ .status = WAX_E_NOMEM, .text = "no stream" };
    CHECK(status == WAX_OK || status == WAX_AGAIN || *sc->why.text);
    CHECK(status || (wax_stream_info(s)->verified && !sc->why.status));
    wax_stream_free(s);
    if (!sc->lasting)
        wax_tls_free(tls);
    return status == WAX_OK;
}

/* Where there is no allocation left to fail. */
static long never_from(struct scene *sc, demand_fn *demand, long n, long stride)
{
    for (sc->has_failed = true; sc->has_failed; n += stride)
        if (!CHECK(!meet(sc, demand, ALL, n)))
            test_note("believed when allocation %ld failed", n);
    return n;
}

static bool never(struct scene *sc, demand_fn *demand, const char *expected)
{
    if (!CHECK(!meet(sc, demand, ALL, LONG_MAX) && strstr(sc->why.text, expected)))
        test_note("%s", sc->why.text);
    long n = never_from(sc, demand, 0, STRIDE);
    return n > 2 * LAST && never_from(sc, demand, n - LAST, 1) <= n;
}

/* Each allocation of ours fails in turn, and each time it is told. */
static void survives_ours(struct scene *sc, demand_fn *demand, bool (*is_proven)(struct scene *))
{
    long n = 0;

    CHECK(meet(sc, demand, ALL, LONG_MAX) && is_proven(sc));
    alloc_fail_only_ours(true);
    while (!meet(sc, demand, ALL, n++))
        if (!CHECK(sc->has_failed && sc->why.status == WAX_E_NOMEM))
            test_note("allocation %ld: %s", n - 1, sc->why.text);
    CHECK(!sc->has_failed && n > 5);
    alloc_fail_only_ours(false);
}

/* OpenSSL's too, some of which it can do without: then everything is as it was demanded. */
static void survives(struct scene *sc, demand_fn *demand, bool (*is_proven)(struct scene *))
{
    long n;

    survives_ours(sc, demand, is_proven);
    for (n = 0, sc->has_failed = true; sc->has_failed; n += STRIDE)
        if (meet(sc, demand, SETTING_UP, n) && !CHECK(is_proven(sc)))
            test_note("allocation %ld", n);
    CHECK(n > 300);
}

static bool is_any(struct scene *sc)
{
    (void)sc;
    return true;
}

static bool is_us(struct scene *sc)
{
    X509 *shown = SSL_get0_peer_certificate(sc->bare.ssl);

    return shown && X509_cmp(shown, sc->us.cert) == 0;
}

TEST("a certificate on a revocation list is refused, whichever allocation fails")
{
    struct scene sc;

    begin(&sc, NULL);
    write_list(&sc, true);
    CHECK(never(&sc, by_list, "was revoked"));
    write_list(&sc, false);
    survives(&sc, by_list, is_any);
    end(&sc);
}

TEST("so is one that its staple says is revoked, and one that must be stapled and is not")
{
    struct scene sc;

    begin(&sc, NULL);
    staple(&sc, V_OCSP_CERTSTATUS_REVOKED);
    CHECK(never(&sc, by_file, "was revoked"));
    end(&sc);
    begin(&sc, &(struct pki_wish){ .names = { HOST }, .must_staple = true });
    CHECK(never(&sc, by_file, "must-staple"));
    staple(&sc, V_OCSP_CERTSTATUS_GOOD);
    survives(&sc, by_file, is_any);
    end(&sc);
}

TEST("and one whose issuer is not in the CA folder")
{
    struct scene sc;

    begin(&sc, NULL);
    CHECK(never(&sc, by_folder, "not among the roots in the CA folder"));
    CHECK(!wax__pki_write_cert(sc.hashed, sc.pki.ca, NULL));
    survives(&sc, by_folder, is_any);
    end(&sc);
}

TEST("and one that is not pinned")
{
    struct scene sc;

    begin(&sc, NULL);
    pin_it(&sc, sc.us.cert);
    CHECK(never(&sc, by_pin, "neither is pinned"));
    pin_it(&sc, sc.host.cert);
    survives(&sc, by_pin, is_any);
    end(&sc);
}

TEST("and a server whose key has changed, or is not known")
{
    struct scene sc;

    begin(&sc, NULL);
    CHECK(never(&sc, by_known, "not among the known ones"));
    write_known(&sc, sc.us.cert);
    CHECK(never(&sc, by_known, "has changed"));
    CHECK(never(&sc, by_new, "has changed"));
    write_known(&sc, sc.host.cert);
    survives(&sc, by_known, is_any);
    end(&sc);
}

TEST("a certificate of our own is shown or missed, and never left out without a word: from files")
{
    struct scene sc;

    begin(&sc, NULL);
    survives(&sc, us_in_files, is_us);
    end(&sc);
}

TEST("from PKCS#12")
{
    struct scene sc;

    begin(&sc, NULL);
    survives(&sc, us_in_pkcs12, is_us);
    end(&sc);
}

/* The decoders of OpenSSL 3.0, through which its stores read files, do not survive want of memory themselves. */
TEST("from a store")
{
    struct scene sc;

    begin(&sc, NULL);
    survives_ours(&sc, us_in_store, is_us);
    end(&sc);
}

static void swap_servers(struct scene *sc, struct bare *other)
{
    struct bare was = sc->bare;

    sc->bare = *other;
    *other = was;
}

/* Proven with all the memory there is, so that there is a proof to be mistaken for its own. */
static bool takes_stranger(struct scene *sc, struct bare *stranger, long n)
{
    if (!CHECK(meet(sc, by_file, ALL, LONG_MAX)))
        test_note("%s", sc->why.text);
    swap_servers(sc, stranger);
    bool is_taken = meet(sc, by_file, ALL, n);
    swap_servers(sc, stranger);
    return is_taken;
}

TEST("and a certificate that stands where another one was proven before")
{
    struct pki other = { 0 };
    struct pki_cert forged = { 0 };
    struct bare stranger = { 0 };
    struct scene sc;
    long n = 0;

    begin(&sc, NULL);
    CHECK(!wax__pki_make(&other, "Wax Test CA", NULL) && !wax__pki_issue(&other, &(struct pki_wish){ .names = { HOST } }, &forged, NULL));
    CHECK(bare_begin(&stranger, &forged));
    sc.lasting = wax_tls_new();
    by_file(sc.lasting, &sc);
    CHECK(!takes_stranger(&sc, &stranger, LONG_MAX) && sc.why.status == WAX_E_UNTRUSTED);
    for (sc.has_failed = true; sc.has_failed; n += STRIDE)
        if (!CHECK(!takes_stranger(&sc, &stranger, n)))
            test_note("believed when allocation %ld failed", n);
    CHECK(n > 300);
    wax_tls_free(sc.lasting);
    bare_end(&stranger);
    wax__pki_cert_clear(&forged);
    wax__pki_clear(&other);
    end(&sc);
}

TEST("one that was proven before is taken again, or is missed with a sentence")
{
    struct scene sc;
    long n = 0;

    begin(&sc, NULL);
    sc.lasting = wax_tls_new();
    by_file(sc.lasting, &sc);
    CHECK(meet(&sc, by_file, ALL, LONG_MAX));
    for (sc.has_failed = true; sc.has_failed; n += STRIDE)
        if (!meet(&sc, by_file, ALL, n))
            CHECK(sc.has_failed);
    CHECK(n > 300 && meet(&sc, by_file, ALL, LONG_MAX));
    wax_tls_free(sc.lasting);
    end(&sc);
}
