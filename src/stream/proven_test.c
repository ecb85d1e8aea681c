/* proven_test.c -- what was proven is not proven again, and every single thing that it rested on is looked at again. */
#define _GNU_SOURCE         /* RTLD_NEXT */
#include "bare.h"
#include "limit.h"
#include "proven.h"
#include "test.h"

#include <dlfcn.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

/* The time, as we and OpenSSL are told it; it stands still once it was stopped. */
static time_t ahead, stopped;

time_t time(time_t *to)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec = (stopped ? stopped : now.tv_sec) + ahead;
    if (to)
        *to = now.tv_sec;
    return now.tv_sec;
}

/* Whole verifications: ours, and those that OpenSSL makes of its own accord. */
static int n_verified;

int X509_verify_cert(X509_STORE_CTX *c)
{
    int (*theirs)(X509_STORE_CTX *);

    *(void **)&theirs = dlsym(RTLD_NEXT, "X509_verify_cert");
    n_verified++;
    return theirs(c);
}

/* A root, an authority below it, and a host below that, served by a bare server with tickets or without. */
struct scene {
    char            ca[96], list[96];
    struct pki      root;
    struct pki_cert middle, host;
    struct bare     bare;
    wax_tls        *tls;
    int             version;
    wax_error       why;
    wax_tls_info    info;
};

static struct pki below(const struct scene *sc)
{
    return (struct pki){ sc->middle.key, sc->middle.cert };
}

static void serve(struct scene *sc, const struct pki_cert *cert, bool has_tickets)
{
    bare_end(&sc->bare);
    CHECK(bare_begin(&sc->bare, cert) && SSL_CTX_add1_chain_cert(sc->bare.ctx, sc->middle.cert) == 1);
    if (!has_tickets) {
        SSL_CTX_set_num_tickets(sc->bare.ctx, 0);
        SSL_CTX_set_options(sc->bare.ctx, SSL_OP_NO_TICKET);
        SSL_CTX_set_session_cache_mode(sc->bare.ctx, SSL_SESS_CACHE_OFF);
    }
}

static void begin_with(struct scene *sc, const struct pki_wish *middle, const struct pki_wish *host, bool has_tickets)
{
    static const struct pki_wish authority = { .common_name = "Wax Middle CA", .is_ca = true }, usual = { .names = { "mail.example.org" } };

    *sc = (struct scene){ .tls = wax_tls_new(), .version = TLS1_3_VERSION };
    snprintf(sc->ca, sizeof sc->ca, "/tmp/wax-proven-%d.pem", getpid());
    snprintf(sc->list, sizeof sc->list, "/tmp/wax-proven-%d.crl", getpid());
    CHECK(!wax__pki_make(&sc->root, "Wax Test CA", NULL) && !wax__pki_issue(&sc->root, middle ? middle : &authority, &sc->middle, NULL));
    struct pki issuer = below(sc);
    CHECK(!wax__pki_issue(&issuer, host ? host : &usual, &sc->host, NULL) && !wax__pki_write_cert(sc->ca, sc->root.ca, NULL));
    wax_tls_ca_file(sc->tls, sc->ca);
    serve(sc, &sc->host, has_tickets);
    n_verified = 0;
}

static void begin(struct scene *sc, bool has_tickets)
{
    begin_with(sc, NULL, NULL, has_tickets);
}

static void end(struct scene *sc)
{
    ahead = stopped = 0;
    unlink(sc->ca);
    unlink(sc->list);
    wax_tls_free(sc->tls);
    bare_end(&sc->bare);
    wax__pki_cert_clear(&sc->middle);
    wax__pki_cert_clear(&sc->host);
    wax__pki_clear(&sc->root);
}

static wax_status come_to(struct scene *sc, const wax_tls *tls, const char *host)
{
    sc->info = (wax_tls_info){ 0 };
    bare_again(&sc->bare);
    SSL_set_max_proto_version(sc->bare.ssl, sc->version);
    return bare_come(&sc->bare, tls, host, &sc->why, &sc->info);
}

static bool takes(struct scene *sc)
{
    if (come_to(sc, sc->tls, "mail.example.org"))
        test_note("%s", sc->why.text);
    return !sc->why.status && sc->info.verified && test_same(sc->info.name, "mail.example.org");
}

static bool refuses(struct scene *sc, const char *host, const char *part)
{
    come_to(sc, sc->tls, host);
    bool is_good = sc->why.status == WAX_E_UNTRUSTED && strstr(sc->why.text, part) && !sc->info.verified;
    if (!is_good)
        test_note("%s: %s", wax_status_name(sc->why.status), sc->why.text);
    return is_good;
}

static void comes_again(int version, bool has_tickets)
{
    struct scene sc;

    begin(&sc, has_tickets);
    sc.version = version;
    CHECK(takes(&sc) && n_verified == 1);
    for (int i = 0; i < 3; i++)
        CHECK(takes(&sc) && n_verified == 1 && sc.info.resumed == has_tickets && test_same(sc.info.verified_by, "CA file"));
    end(&sc);
}

TEST("who shows what it has shown before is verified once, in new sessions and in resumed ones")
{
    comes_again(TLS1_3_VERSION, false);
    comes_again(TLS1_3_VERSION, true);
    comes_again(TLS1_2_VERSION, false);
    comes_again(TLS1_2_VERSION, true);
}

static void expires(const struct pki_wish *middle, const struct pki_wish *host, bool has_tickets, const char *part)
{
    struct scene sc;

    begin_with(&sc, middle, host, has_tickets);
    CHECK(takes(&sc) && takes(&sc) && n_verified == 1);
    ahead = 2 * HOUR;
    CHECK(refuses(&sc, "mail.example.org", part) && SSL_session_reused(sc.bare.ssl) == has_tickets);
    ahead = 0;
    CHECK(takes(&sc));
    ahead = -2 * HOUR;
    CHECK(refuses(&sc, "mail.example.org", "is not valid before"));
    end(&sc);
}

TEST("whatever of the chain has expired since, or is not valid yet because the clock went back, is refused")
{
    static const struct pki_wish brief_middle = { .common_name = "Wax Middle CA", .is_ca = true, .from_s = -MINUTE, .until_s = HOUR };
    static const struct pki_wish brief_host = { .names = { "mail.example.org" }, .from_s = -MINUTE, .until_s = HOUR };

    for (int has_tickets = 0; has_tickets < 2; has_tickets++) {
        expires(NULL, &brief_host, has_tickets, "the certificate of mail.example.org expired on");
        expires(&brief_middle, NULL, has_tickets, "the issuer's certificate \"Wax Middle CA\" expired on");
    }
}

TEST("to the second, as OpenSSL counts them")
{
    static const struct pki_wish host = { .names = { "mail.example.org" }, .from_s = -MINUTE, .until_s = HOUR };
    struct scene sc;

    stopped = time(NULL);
    begin_with(&sc, NULL, &host, false);
    CHECK(takes(&sc) && n_verified == 1);
    ahead = HOUR - 1;
    CHECK(takes(&sc) && n_verified == 1);
    ahead = HOUR;
    CHECK(refuses(&sc, "mail.example.org", "expired on") && n_verified == 2);
    ahead = -MINUTE;
    CHECK(takes(&sc) && n_verified == 3 && takes(&sc) && n_verified == 3);
    ahead = -MINUTE - 1;
    CHECK(refuses(&sc, "mail.example.org", "is not valid before") && n_verified == 4);
    end(&sc);
}

TEST("and so is what a root vouched for that has expired")
{
    static const struct pki_wish lasting_middle = { .common_name = "Wax Middle CA", .is_ca = true, .from_s = -HOUR, .until_s = 36500LL * DAY };
    static const struct pki_wish lasting_host = { .names = { "mail.example.org" }, .from_s = -HOUR, .until_s = 36500LL * DAY };
    struct scene sc;

    begin_with(&sc, &lasting_middle, &lasting_host, false);
    CHECK(takes(&sc) && takes(&sc) && n_verified == 1);
    ahead = 36000LL * DAY;
    CHECK(refuses(&sc, "mail.example.org", "\"Wax Test CA\" expired on"));
    end(&sc);
}

TEST("another name is proven by itself, whatever the certificate proved before")
{
    static const struct pki_wish two = { .names = { "mail.example.org", "other.example.org" } };
    struct scene sc;

    begin_with(&sc, NULL, &two, false);
    CHECK(takes(&sc) && n_verified == 1);
    CHECK(!come_to(&sc, sc.tls, "other.example.org") && n_verified == 2 && test_same(sc.info.name, "other.example.org"));
    CHECK(refuses(&sc, "third.example.org", "not for third.example.org") && n_verified == 3);
    CHECK(takes(&sc) && n_verified == 3);
    end(&sc);
}

static void copy_text(X509 *to, const X509 *from)
{
    X509_set_serialNumber(to, (ASN1_INTEGER *)X509_get0_serialNumber(from));
    X509_set_subject_name(to, X509_get_subject_name(from));
    X509_set_issuer_name(to, X509_get_issuer_name(from));
}

TEST("another certificate is proven by itself, be it for the same name and key, under the same number, and from an issuer of the same name")
{
    static const struct pki_wish usual = { .names = { "mail.example.org" } };
    struct pki forger = { 0 };
    struct pki_cert forged = { 0 }, fresh = { 0 };
    struct scene sc;

    begin(&sc, false);
    CHECK(takes(&sc) && n_verified == 1);
    CHECK(!wax__pki_make(&forger, "Wax Middle CA", NULL) && !wax__pki_issue(&forger, &usual, &forged, NULL));
    copy_text(forged.cert, sc.host.cert);
    X509_set_pubkey(forged.cert, sc.host.key);
    CHECK(X509_sign(forged.cert, forger.ca_key, EVP_sha256()) > 0);
    EVP_PKEY_free(forged.key);
    forged.key = sc.host.key;
    EVP_PKEY_up_ref(forged.key);
    serve(&sc, &forged, false);
    CHECK(refuses(&sc, "mail.example.org", "not signed it") || strstr(sc.why.text, "not among"));
    CHECK(n_verified == 2);
    struct pki issuer = below(&sc);
    CHECK(!wax__pki_issue(&issuer, &usual, &fresh, NULL));
    serve(&sc, &fresh, false);
    CHECK(takes(&sc) && n_verified == 3 && takes(&sc) && n_verified == 3);
    wax__pki_cert_clear(&forged);
    wax__pki_cert_clear(&fresh);
    wax__pki_clear(&forger);
    end(&sc);
}

TEST("another demand knows nothing of it: other roots, other pins, other settings")
{
    struct scene sc;
    struct pki other = { 0 };
    wax_tls *twin = wax_tls_new();

    begin(&sc, true);
    CHECK(takes(&sc) && n_verified == 1);
    wax_tls_ca_file(twin, sc.ca);
    CHECK(!come_to(&sc, twin, "mail.example.org") && n_verified == 2);
    wax_tls_pin(sc.tls, "key-sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    CHECK(refuses(&sc, "mail.example.org", "neither is pinned") && n_verified == 3);
    wax_tls_pin(sc.tls, NULL);
    CHECK(takes(&sc) && n_verified == 4);
    CHECK(!wax__pki_make(&other, "Another CA", NULL) && unlink(sc.ca) == 0 && !wax__pki_write_cert(sc.ca, other.ca, NULL));
    wax_tls_ca_file(sc.tls, sc.ca);
    CHECK(refuses(&sc, "mail.example.org", "not among the roots in the CA file"));
    wax__pki_clear(&other);
    wax_tls_free(twin);
    end(&sc);
}

static void write_list(const struct scene *sc, X509 *issuer, EVP_PKEY *key, long until_s)
{
    X509_CRL *list = X509_CRL_new();
    ASN1_TIME *from = X509_gmtime_adj(NULL, -HOUR), *until = X509_gmtime_adj(NULL, until_s);
    FILE *f = fopen(sc->list, "a");

    X509_CRL_set_version(list, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list, X509_get_subject_name(issuer));
    X509_CRL_set1_lastUpdate(list, from);
    X509_CRL_set1_nextUpdate(list, until);
    CHECK(X509_CRL_sign(list, key, EVP_sha256()) > 0 && f && PEM_write_X509_CRL(f, list) == 1 && fclose(f) == 0);
    X509_CRL_free(list);
    ASN1_TIME_free(from);
    ASN1_TIME_free(until);
}

/* Roots by their hash, as a system keeps them: the folder may change while it is used. */
struct place {
    char folder[40], root[64], middle[64];
};

static void hashed(char to[64], const char *folder, X509 *cert)
{
    snprintf(to, 64, "%s/%08lx.0", folder, X509_NAME_hash_ex(X509_get_subject_name(cert), NULL, NULL, NULL));
}

static void begin_in_folder(struct scene *sc, struct place *at, bool has_tickets)
{
    static const struct pki_wish two = { .names = { "mail.example.org", "other.example.org" } };

    begin_with(sc, NULL, &two, has_tickets);
    *at = (struct place){ .folder = "/tmp/wax-proven-XXXXXX" };
    CHECK(mkdtemp(at->folder) != NULL);
    hashed(at->root, at->folder, sc->root.ca);
    hashed(at->middle, at->folder, sc->middle.cert);
    CHECK(!wax__pki_write_cert(at->root, sc->root.ca, NULL));
    wax_tls_ca_file(sc->tls, NULL);
    wax_tls_ca_folder(sc->tls, at->folder);
}

static void end_in_folder(struct scene *sc, const struct place *at)
{
    unlink(at->root);
    unlink(at->middle);
    rmdir(at->folder);
    end(sc);
}

/* openssl x509 -addreject serverAuth */
static void distrust(const char *path, const X509 *cert)
{
    X509 *copy = X509_dup(cert);
    FILE *f = fopen(path, "w");

    CHECK(X509_add1_reject_object(copy, OBJ_nid2obj(NID_server_auth)) == 1);
    CHECK(f && PEM_write_X509_AUX(f, copy) == 1 && fclose(f) == 0);
    X509_free(copy);
}

TEST("an authority of which the folder of roots says by now that it is not to be trusted is believed no more")
{
    struct scene sc;
    struct place at;

    for (int has_tickets = 0; has_tickets < 2; has_tickets++) {
        begin_in_folder(&sc, &at, has_tickets);
        CHECK(takes(&sc) && takes(&sc) && n_verified == 1);
        distrust(at.middle, sc.middle.cert);
        CHECK(refuses(&sc, "mail.example.org", "certificate rejected") && SSL_session_reused(sc.bare.ssl) == has_tickets);
        CHECK(refuses(&sc, "other.example.org", "certificate rejected"));
        end_in_folder(&sc, &at);
    }
}

TEST("a root that has left the disk since is believed by a whole verification as well, until the demand is made anew")
{
    struct scene sc;
    struct place at;

    begin_in_folder(&sc, &at, false);
    CHECK(takes(&sc) && n_verified == 1 && unlink(at.root) == 0);
    CHECK(takes(&sc) && n_verified == 1 && !come_to(&sc, sc.tls, "other.example.org") && n_verified == 2);
    distrust(at.root, sc.root.ca);
    CHECK(takes(&sc) && !come_to(&sc, sc.tls, "other.example.org") && n_verified == 2);
    wax_tls_ca_folder(sc.tls, at.folder);
    CHECK(refuses(&sc, "mail.example.org", "certificate rejected"));
    end_in_folder(&sc, &at);
    begin(&sc, false);
    CHECK(takes(&sc) && n_verified == 1 && unlink(sc.ca) == 0 && takes(&sc) && n_verified == 1);
    wax_tls_ca_file(sc.tls, sc.ca);
    CHECK(come_to(&sc, sc.tls, "mail.example.org") == WAX_E_USAGE);
    end(&sc);
}

TEST("where revocation lists are demanded each connection is proven by itself, and none outlives its list")
{
    struct scene sc;

    for (int has_tickets = 0; has_tickets < 2; has_tickets++) {
        begin(&sc, has_tickets);
        write_list(&sc, sc.root.ca, sc.root.ca_key, DAY);
        write_list(&sc, sc.middle.cert, sc.middle.key, HOUR);
        wax_tls_crl_file(sc.tls, sc.list);
        CHECK(takes(&sc) && n_verified == 1 && takes(&sc) && n_verified == 2);
        ahead = 2 * HOUR;
        CHECK(refuses(&sc, "mail.example.org", "of \"Wax Middle CA\" has expired") && SSL_session_reused(sc.bare.ssl) == has_tickets);
        end(&sc);
    }
}

TEST("a handshake that fails costs the name its proof")
{
    struct scene sc;
    struct pki_cert other = { 0 };

    begin(&sc, false);
    CHECK(takes(&sc) && n_verified == 1);
    CHECK(!wax__pki_issue(&sc.root, &(struct pki_wish){ .names = { "evil.example" } }, &other, NULL));
    serve(&sc, &other, false);
    CHECK(refuses(&sc, "mail.example.org", "the certificate is for evil.example") && n_verified == 2);
    serve(&sc, &sc.host, false);
    CHECK(takes(&sc) && n_verified == 3);
    wax__pki_cert_clear(&other);
    end(&sc);
}

TEST("who asked for no proof is told of none, after those who did")
{
    struct scene sc;
    wax_tls *any = wax_tls_new();

    begin(&sc, false);
    wax_tls_insecure_no_verify(any);
    CHECK(!come_to(&sc, any, "mail.example.org") && !sc.info.verified);
    n_verified = 0;         /* OpenSSL looks even so, and does not mind */
    CHECK(takes(&sc) && n_verified == 1);
    CHECK(!come_to(&sc, any, "mail.example.org") && !sc.info.verified);
    wax_tls_free(any);
    end(&sc);
}

static struct peer_name name_of(int i)
{
    struct peer_name name = { .text = "" };

    snprintf(name.text, sizeof name.text, "Host%d.example", i);
    return name;
}

static bool is_found(struct proven *p, int i, const X509 *shown)
{
    struct peer_name name = name_of(i);
    STACK_OF(X509) *found = wax__proven_find(p, &name, shown);

    sk_X509_pop_free(found, X509_free);
    return found;
}

TEST("the store is bounded, and one name has one place, however it is written")
{
    struct scene sc;
    struct proven p = { 0 };
    STACK_OF(X509) *chain = sk_X509_new_null();

    begin(&sc, false);
    X509_up_ref(sc.host.cert);
    CHECK(wax__proven_init(&p) && sk_X509_push(chain, sc.host.cert) == 1);
    struct peer_name rare = name_of(-1), busy = { .text = "host0.example" };
    wax__proven_keep(&p, &rare, chain);
    for (int i = 0; i < 3 * LIMIT_PROVEN; i++)
        wax__proven_keep(&p, &busy, chain);
    CHECK(is_found(&p, -1, sc.host.cert) && is_found(&p, 0, sc.host.cert) && !is_found(&p, 0, sc.middle.cert) && !is_found(&p, 1, sc.host.cert));
    for (int i = 1; i <= LIMIT_PROVEN; i++)
        wax__proven_keep(&p, &(struct peer_name[]){ name_of(i) }[0], chain);
    CHECK(!is_found(&p, -1, sc.host.cert) && is_found(&p, LIMIT_PROVEN, sc.host.cert));
    wax__proven_forget(&p, &(struct peer_name[]){ name_of(LIMIT_PROVEN) }[0]);
    CHECK(!is_found(&p, LIMIT_PROVEN, sc.host.cert));
    wax__proven_clear(&p);
    sk_X509_pop_free(chain, X509_free);
    end(&sc);
}
