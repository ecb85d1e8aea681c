#include "bare.h"
#include "limit.h"
#include "sessions.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The time, as we and OpenSSL are told it. */
static time_t ahead;

time_t time(time_t *to)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    if (to)
        *to = now.tv_sec + ahead;
    return now.tv_sec + ahead;
}

/* A bare server that gives tickets, and a client of ours that comes again and again. */
struct scene {
    char            ca[96];
    struct pki      pki;
    struct pki_cert cert;
    struct bare     bare;
    wax_tls        *tls;
    int             version;
    wax_error       why;
    wax_tls_info    info;
};

static void begin(struct scene *sc, int version, const struct pki_wish *wish)
{
    static const struct pki_wish usual = { .names = { "mail.example.org", "other.example.org" } };

    *sc = (struct scene){ .tls = wax_tls_new(), .version = version };
    snprintf(sc->ca, sizeof sc->ca, "/tmp/wax-resume-%d.pem", getpid());
    CHECK(!wax__pki_make(&sc->pki, "Wax Test CA", NULL) && !wax__pki_issue(&sc->pki, wish ? wish : &usual, &sc->cert, NULL));
    CHECK(!wax__pki_write_cert(sc->ca, sc->pki.ca, NULL) && bare_begin(&sc->bare, &sc->cert));
    wax_tls_ca_file(sc->tls, sc->ca);
}

static void end(struct scene *sc)
{
    ahead = 0;
    unlink(sc->ca);
    wax_tls_free(sc->tls);
    bare_end(&sc->bare);
    wax__pki_cert_clear(&sc->cert);
    wax__pki_clear(&sc->pki);
}

/* One connection; the server's view of it stays in bare. */
static wax_status come(struct scene *sc, const wax_tls *tls, const char *host)
{
    sc->info = (wax_tls_info){ 0 };
    bare_again(&sc->bare);
    SSL_set_max_proto_version(sc->bare.ssl, sc->version);
    return bare_come(&sc->bare, tls, host, &sc->why, &sc->info);
}

static bool is_resumed(struct scene *sc, const wax_tls *tls, const char *host)
{
    wax_status status = come(sc, tls, host);

    if (status)
        test_note("%s", sc->why.text);
    CHECK(status == WAX_OK && sc->info.resumed == SSL_session_reused(sc->bare.ssl));
    return sc->info.resumed;
}

static void comes_again(int version)
{
    struct scene sc;
    uint8_t theirs[64];

    begin(&sc, version, NULL);
    CHECK(!is_resumed(&sc, sc.tls, "mail.example.org"));
    for (int i = 0; i < 3; i++) {
        CHECK(is_resumed(&sc, sc.tls, "Mail.example.org"));
        CHECK(sc.info.verified && test_same(sc.info.verified_by, "CA file") && test_same(sc.info.issuer, "Wax Test CA"));
        CHECK(sc.info.end_point_len == 32);
    }
    size_t len = SSL_get_finished(sc.bare.ssl, theirs, sizeof theirs);
    if (version == TLS1_2_VERSION)
        CHECK(test_same_bytes(sc.info.unique, sc.info.unique_len, theirs, len));
    end(&sc);
}

TEST("who comes again under the same demand resumes, and is verified as before")
{
    comes_again(TLS1_3_VERSION);
}

TEST("and does on TLS 1.2, where the server's Finished is the binding then")
{
    comes_again(TLS1_2_VERSION);
}

TEST("another name of the same server is met in full, and no session is even shown to it")
{
    struct scene sc;

    begin(&sc, TLS1_3_VERSION, NULL);
    CHECK(!is_resumed(&sc, sc.tls, "mail.example.org"));
    CHECK(!is_resumed(&sc, sc.tls, "other.example.org"));
    CHECK(is_resumed(&sc, sc.tls, "mail.example.org") && test_same(sc.info.name, "mail.example.org"));
    end(&sc);
}

TEST("another demand shares nothing, least of all with one that asked for no proof")
{
    struct scene sc;
    wax_tls *any = wax_tls_new(), *named = wax_tls_new();

    begin(&sc, TLS1_3_VERSION, NULL);
    wax_tls_insecure_no_verify(any);
    wax_tls_ca_file(named, sc.ca);
    CHECK(!is_resumed(&sc, any, "mail.example.org") && !is_resumed(&sc, any, "mail.example.org"));
    CHECK(!is_resumed(&sc, sc.tls, "mail.example.org") && sc.info.verified);
    CHECK(!is_resumed(&sc, any, "mail.example.org") && !sc.info.verified);
    CHECK(!is_resumed(&sc, named, "mail.example.org"));
    wax_tls_free(any);
    wax_tls_free(named);
    end(&sc);
}

TEST("a demand that is changed forgets what was kept under the old one")
{
    struct scene sc;

    begin(&sc, TLS1_3_VERSION, NULL);
    CHECK(!is_resumed(&sc, sc.tls, "mail.example.org"));
    wax_tls_sni(sc.tls, "front.example");
    CHECK(!is_resumed(&sc, sc.tls, "mail.example.org"));
    wax_tls_ca_file(sc.tls, "/etc/hostname");
    CHECK(come(&sc, sc.tls, "mail.example.org") == WAX_E_USAGE);
    end(&sc);
}

static void expires_between(int version)
{
    struct pki_wish brief = { .names = { "mail.example.org" }, .from_s = -60, .until_s = 100 };
    struct scene sc;

    begin(&sc, version, &brief);
    CHECK(!is_resumed(&sc, sc.tls, "mail.example.org"));
    ahead = 50;
    CHECK(is_resumed(&sc, sc.tls, "mail.example.org"));
    ahead = 150;
    CHECK(come(&sc, sc.tls, "mail.example.org") == WAX_E_UNTRUSTED && strstr(sc.why.text, "mail.example.org expired on"));
    CHECK(SSL_session_reused(sc.bare.ssl));
    end(&sc);
}

TEST("a certificate that expired since is refused in a resumed handshake too")
{
    expires_between(TLS1_3_VERSION);
    expires_between(TLS1_2_VERSION);
}

TEST("after a handshake that failed, the next one is full")
{
    struct scene sc;
    struct bare stranger = { 0 };
    struct pki_cert other;

    begin(&sc, TLS1_3_VERSION, NULL);
    CHECK(!is_resumed(&sc, sc.tls, "mail.example.org"));
    CHECK(!wax__pki_issue(&sc.pki, &(struct pki_wish){ .names = { "evil.example" } }, &other, NULL) && bare_begin(&stranger, &other));
    struct bare known = sc.bare;
    sc.bare = stranger;
    CHECK(come(&sc, sc.tls, "mail.example.org") == WAX_E_UNTRUSTED);
    stranger = sc.bare;
    sc.bare = known;
    CHECK(!is_resumed(&sc, sc.tls, "mail.example.org"));
    bare_end(&stranger);
    wax__pki_cert_clear(&other);
    end(&sc);
}

static struct peer_name name_of(int i)
{
    struct peer_name name = { .text = "" };

    snprintf(name.text, sizeof name.text, "host%d.example", i);
    return name;
}

static int take_all(struct sessions *s, const struct peer_name *of)
{
    int n = 0;

    for (SSL_SESSION *session; (session = wax__sessions_take(s, of)); n++)
        SSL_SESSION_free(session);
    return n;
}

TEST("the store is bounded, gives each session once, and one name never takes the places of the others")
{
    struct sessions s = { 0 };
    const struct peer_name busy = name_of(-1), rare = name_of(-2);
    int others = 4;

    CHECK(wax__sessions_init(&s));
    wax__sessions_keep(&s, &rare, SSL_SESSION_new());
    for (int i = 0; i < 3 * LIMIT_SESSIONS; i++)
        wax__sessions_keep(&s, &busy, SSL_SESSION_new());
    for (int i = 0; i < 3 * others; i++) {
        const struct peer_name other = name_of(i % others);
        wax__sessions_keep(&s, &other, SSL_SESSION_new());
    }
    CHECK(take_all(&s, &rare) == 1);
    CHECK(take_all(&s, &rare) == 0);
    for (int i = 0; i < others; i++) {
        const struct peer_name other = name_of(i);
        CHECK(take_all(&s, &other) == 2);
    }
    CHECK(take_all(&s, &busy) == LIMIT_SESSIONS - 1 - 2 * others);
    wax__sessions_clear(&s);
}

TEST("where every name has few, the oldest goes; a name's last one is given first")
{
    struct sessions s = { 0 };
    SSL_SESSION *last = SSL_SESSION_new();
    struct peer_name name;

    CHECK(wax__sessions_init(&s));
    for (int i = 0; i <= LIMIT_SESSIONS; i++) {
        name = name_of(i / 2);
        wax__sessions_keep(&s, &name, i == 1 ? last : SSL_SESSION_new());
    }
    name = name_of(0);
    SSL_SESSION *found = wax__sessions_take(&s, &name);
    CHECK(found == last && take_all(&s, &name) == 0);
    SSL_SESSION_free(found);
    name = name_of(1);
    CHECK(take_all(&s, &name) == 2);
    wax__sessions_clear(&s);
}
