#include "bare.h"
#include "test.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HOUR = 3600 };

/* A root, an authority below it, and a host below that; roots and lists lie in a folder. */
struct scene {
    char            folder[64], ca[96], hashed[96], crl[96];
    struct pki      root;
    struct pki_cert middle, host;
    struct bare     bare;
    wax_tls        *tls;
    wax_error       why;
    wax_tls_info    info;
};

static void begin(struct scene *sc)
{
    struct pki_wish middle = { .common_name = "Wax Middle CA", .is_ca = true }, host = { .names = { "mail.example.org" } };

    *sc = (struct scene){ .folder = "/tmp/wax-stream-XXXXXX", .tls = wax_tls_new() };
    CHECK(mkdtemp(sc->folder) != NULL);
    snprintf(sc->ca, sizeof sc->ca, "%s/ca.pem", sc->folder);
    snprintf(sc->crl, sizeof sc->crl, "%s/crl.pem", sc->folder);
    CHECK(!wax__pki_make(&sc->root, "Wax Test CA", NULL) && !wax__pki_issue(&sc->root, &middle, &sc->middle, NULL));
    CHECK(!wax__pki_issue(&(struct pki){ sc->middle.key, sc->middle.cert }, &host, &sc->host, NULL));
    snprintf(sc->hashed, sizeof sc->hashed, "%s/%08lx.0", sc->folder,
             X509_NAME_hash_ex(X509_get_subject_name(sc->root.ca), NULL, NULL, NULL));
    CHECK(!wax__pki_write_cert(sc->ca, sc->root.ca, NULL) && bare_begin(&sc->bare, &sc->host));
    SSL_CTX_add1_chain_cert(sc->bare.ctx, sc->middle.cert);
    bare_again(&sc->bare);
    wax_tls_ca_file(sc->tls, sc->ca);
}

static void end(struct scene *sc)
{
    unlink(sc->ca);
    unlink(sc->crl);
    unlink(sc->hashed);
    rmdir(sc->folder);
    wax_tls_free(sc->tls);
    bare_end(&sc->bare);
    wax__pki_cert_clear(&sc->middle);
    wax__pki_cert_clear(&sc->host);
    wax__pki_clear(&sc->root);
}

struct list {
    X509     *issuer;
    EVP_PKEY *key;
    X509     *revoked;          /* NULL: nobody */
    long      from_s, until_s;  /* from now; both 0: an hour either way */
};

/* Adds it to the file. */
static void write_list(const struct scene *sc, const struct list *l)
{
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *from = X509_gmtime_adj(NULL, l->from_s ? l->from_s : -HOUR), *until = X509_gmtime_adj(NULL, l->until_s ? l->until_s : HOUR);

    X509_CRL_set_version(crl, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(l->issuer));
    X509_CRL_set1_lastUpdate(crl, from);
    X509_CRL_set1_nextUpdate(crl, until);
    if (l->revoked) {
        X509_REVOKED *entry = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(l->revoked));
        X509_REVOKED_set_revocationDate(entry, from);
        X509_CRL_add0_revoked(crl, entry);
    }
    CHECK(X509_CRL_sign(crl, l->key, EVP_sha256()) > 0);
    FILE *f = fopen(sc->crl, "a");
    CHECK(f && PEM_write_X509_CRL(f, crl) == 1 && fclose(f) == 0);
    X509_CRL_free(crl);
    ASN1_TIME_free(from);
    ASN1_TIME_free(until);
}

static struct list by_root(const struct scene *sc, X509 *revoked)
{
    return (struct list){ .issuer = sc->root.ca, .key = sc->root.ca_key, .revoked = revoked };
}

static struct list by_middle(const struct scene *sc, X509 *revoked)
{
    return (struct list){ .issuer = sc->middle.cert, .key = sc->middle.key, .revoked = revoked };
}

/* Both lists, and the demand that they be looked at. */
static void put_lists(struct scene *sc, struct list root, struct list middle)
{
    unlink(sc->crl);
    write_list(sc, &root);
    write_list(sc, &middle);
    wax_tls_crl_file(sc->tls, sc->crl);
}

static bool takes(struct scene *sc)
{
    sc->info = (wax_tls_info){ 0 };
    bare_come(&sc->bare, sc->tls, "mail.example.org", &sc->why, &sc->info);
    if (sc->why.status)
        test_note("%s", sc->why.text);
    return !sc->why.status && sc->info.verified;
}

static bool refuses(struct scene *sc, wax_status status, const char *part)
{
    sc->info = (wax_tls_info){ 0 };
    bare_come(&sc->bare, sc->tls, "mail.example.org", &sc->why, &sc->info);
    bool is_good = sc->why.status == status && strstr(sc->why.text, part) && !sc->info.verified;
    if (!is_good)
        test_note("%s: %s", wax_status_name(sc->why.status), sc->why.text);
    return is_good;
}

TEST("what nobody has revoked is taken, on the word of both issuers")
{
    struct scene sc;

    begin(&sc);
    put_lists(&sc, by_root(&sc, NULL), by_middle(&sc, NULL));
    CHECK(takes(&sc));
    end(&sc);
}

TEST("a revoked certificate is refused, the host's own or its issuer's")
{
    struct scene sc;

    begin(&sc);
    put_lists(&sc, by_root(&sc, NULL), by_middle(&sc, sc.host.cert));
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "the certificate of mail.example.org was revoked by its issuer (CRL)"));
    put_lists(&sc, by_root(&sc, sc.middle.cert), by_middle(&sc, NULL));
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "the issuer's certificate \"Wax Middle CA\" was revoked by its issuer (CRL)"));
    wax_tls_crl_file(sc.tls, NULL);
    CHECK(takes(&sc));
    end(&sc);
}

TEST("a list that is missing, out of its time or not the issuer's is told as such")
{
    struct scene sc;

    begin(&sc);
    put_lists(&sc, by_root(&sc, NULL), by_root(&sc, NULL));
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "the revocation list (CRL) of \"Wax Middle CA\" is not in the CRL file"));
    put_lists(&sc, by_middle(&sc, NULL), by_middle(&sc, NULL));
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "of \"Wax Test CA\" is not in the CRL file"));
    struct list old = by_middle(&sc, NULL), early = old, forged = old;
    old.from_s = -3 * HOUR;
    old.until_s = -HOUR;
    put_lists(&sc, by_root(&sc, NULL), old);
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "of \"Wax Middle CA\" has expired") && strstr(sc.why.text, "put a fresh list"));
    early.from_s = HOUR;
    early.until_s = 2 * HOUR;
    put_lists(&sc, by_root(&sc, NULL), early);
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "of \"Wax Middle CA\" is not valid yet"));
    forged.key = sc.host.key;
    put_lists(&sc, by_root(&sc, NULL), forged);
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "of \"Wax Middle CA\" is not signed by it"));
    end(&sc);
}

TEST("a CRL file that can't be used is named, with the reason")
{
    struct scene sc;

    begin(&sc);
    wax_tls_crl_file(sc.tls, "/nonexistent/crl.pem");
    CHECK(refuses(&sc, WAX_E_USAGE, "the CRL file \"/nonexistent/crl.pem\" can't be read: No such file"));
    wax_tls_crl_file(sc.tls, sc.ca);
    CHECK(refuses(&sc, WAX_E_USAGE, "the CRL file") && strstr(sc.why.text, "can't be used"));
    end(&sc);
}

TEST("a root is found in a folder by its hash, beside those in the file")
{
    struct scene sc;
    struct pki other;

    begin(&sc);
    wax_tls_ca_file(sc.tls, NULL);
    wax_tls_ca_folder(sc.tls, sc.folder);
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "which is not among the roots in the CA folder"));
    CHECK(!wax__pki_write_cert(sc.hashed, sc.root.ca, NULL));
    wax_tls_ca_folder(sc.tls, sc.folder);
    CHECK(takes(&sc) && test_same(sc.info.verified_by, "CA folder"));
    CHECK(!wax__pki_make(&other, "Another CA", NULL));
    unlink(sc.ca);
    CHECK(!wax__pki_write_cert(sc.ca, other.ca, NULL));
    wax_tls_ca_file(sc.tls, sc.ca);
    CHECK(takes(&sc) && test_same(sc.info.verified_by, "CA file or folder"));
    wax_tls_ca_folder(sc.tls, NULL);
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "which is not among the roots in the CA file"));
    wax__pki_clear(&other);
    end(&sc);
}

TEST("a folder that is none is refused, and does not make the system's roots trusted")
{
    struct scene sc;

    begin(&sc);
    wax_tls_ca_folder(sc.tls, "/nonexistent");
    CHECK(refuses(&sc, WAX_E_USAGE, "the CA folder \"/nonexistent\" can't be read: No such file"));
    wax_tls_ca_folder(sc.tls, sc.ca);
    CHECK(refuses(&sc, WAX_E_USAGE, "Not a directory"));
    end(&sc);
}
