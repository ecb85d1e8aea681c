#include "bare.h"
#include "limit.h"
#include "pair.h"
#include "test.h"

#include <string.h>

/* A client of ours that is to reach mail.example.org, and a bare server with its certificate. */
struct scene {
    struct pki      pki;
    struct pki_cert cert;
    struct bare     bare;
    wax_tls        *tls;
    wax_stream     *stream;
};

/* Nothing of these tests is about trust, so none is asked for. */
static void scene_begin(struct scene *sc)
{
    static const struct pki_wish wish = { .names = { "mail.example.org" } };

    *sc = (struct scene){ .tls = wax_tls_new(), .stream = wax_stream_new() };
    wax_tls_insecure_no_verify(sc->tls);
    CHECK(!wax__pki_make(&sc->pki, "Wax Test CA", NULL) && !wax__pki_issue(&sc->pki, &wish, &sc->cert, NULL));
    CHECK(bare_begin(&sc->bare, &sc->cert));
}

static wax_status scene_upgrade(struct scene *sc)
{
    wax_stream_upgrade(sc->stream, sc->tls, "mail.example.org");
    bare_settle(&sc->bare, sc->stream);
    return wax_stream_upgrade(sc->stream, sc->tls, "mail.example.org");
}

static void scene_end(struct scene *sc)
{
    wax_stream_free(sc->stream);
    wax_tls_free(sc->tls);
    bare_end(&sc->bare);
    wax__pki_cert_clear(&sc->cert);
    wax__pki_clear(&sc->pki);
}

static bool has_error(const struct scene *sc, wax_status status, const char *part)
{
    const wax_error *e = wax_stream_error(sc->stream);
    bool good = e->status == status && strstr(e->text, part);

    if (!good)
        test_note("%s: %s", wax_status_name(e->status), e->text);
    return good;
}

static size_t waiting(const struct scene *sc)
{
    size_t len;

    wax_stream_wire_out(sc->stream, &len);
    return len;
}

static void demand_answer(struct scene *sc)
{
    SSL_key_update(sc->bare.ssl, SSL_KEY_UPDATE_REQUESTED);
    SSL_do_handshake(sc->bare.ssl);
}

TEST("a peer that only updates its keys is left, before it was answered a hundred times")
{
    struct scene sc;

    scene_begin(&sc);
    CHECK(scene_upgrade(&sc) == WAX_OK);
    for (int i = 0; i < 1000; i++)
        demand_answer(&sc);
    while (bare_to_stream(&sc.bare, sc.stream))
        ;
    CHECK(has_error(&sc, WAX_E_LIMIT, "in a row held no data"));
    CHECK(waiting(&sc) < 100 * 64);
    scene_end(&sc);
}

TEST("a few key updates and tickets are as usual")
{
    struct scene sc;
    size_t len;

    scene_begin(&sc);
    CHECK(scene_upgrade(&sc) == WAX_OK);
    for (int i = 0; i < 5; i++)
        demand_answer(&sc);
    SSL_write(sc.bare.ssl, "250 OK\r\n", 8);
    bare_settle(&sc.bare, sc.stream);
    CHECK(has_error(&sc, WAX_OK, ""));
    wax_stream_data(sc.stream, &len);
    CHECK(len == 8);
    scene_end(&sc);
}

TEST("key updates between data do not pile up answers that nobody reads")
{
    struct scene sc;

    scene_begin(&sc);
    CHECK(scene_upgrade(&sc) == WAX_OK);
    for (int i = 0; i < 1000; i++) {
        demand_answer(&sc);
        SSL_write(sc.bare.ssl, "x", 1);
    }
    while (bare_to_stream(&sc.bare, sc.stream))
        ;
    CHECK(has_error(&sc, WAX_E_LIMIT, "reads none"));
    CHECK(waiting(&sc) < 100 * 64);
    scene_end(&sc);
}

TEST("a flood of tickets is left")
{
    struct scene sc;

    scene_begin(&sc);
    CHECK(scene_upgrade(&sc) == WAX_OK);
    for (int i = 0; i < 100; i++) {
        SSL_new_session_ticket(sc.bare.ssl);
        SSL_do_handshake(sc.bare.ssl);
    }
    while (bare_to_stream(&sc.bare, sc.stream))
        ;
    CHECK(has_error(&sc, WAX_E_LIMIT, "in a row held no data"));
    scene_end(&sc);
}

TEST("a flood that comes a byte at a time is left as well")
{
    struct scene sc;
    char *bytes;

    scene_begin(&sc);
    CHECK(scene_upgrade(&sc) == WAX_OK);
    for (int i = 0; i < 100; i++)
        demand_answer(&sc);
    long len = BIO_get_mem_data(sc.bare.out, &bytes);
    for (long i = 0; i < len && !wax_stream_error(sc.stream)->status; i++)
        pair_feed(sc.stream, bytes + i, 1);
    CHECK(has_error(&sc, WAX_E_LIMIT, "in a row held no data"));
    scene_end(&sc);
}

TEST("a handshake that does not end is left")
{
    static const uint8_t record[5 + 16384] = { 22, 3, 3, 0x40, 0 };     /* HelloRequests: a client is to ignore them, RFC 5246 s.7.4.1.1 */
    struct scene sc;
    size_t fed = 0;

    scene_begin(&sc);
    wax_stream_upgrade(sc.stream, sc.tls, "mail.example.org");
    for (size_t n = 1; n; fed += n)
        n = pair_feed(sc.stream, record + fed % sizeof record, sizeof record - fed % sizeof record);
    CHECK(has_error(&sc, WAX_E_LIMIT, "did not end within"));
    CHECK(fed <= LIMIT_HANDSHAKE + LIMIT_STREAM_RAW);
    scene_end(&sc);
}

TEST("a goodbye in the middle of the handshake is no channel")
{
    struct scene sc;

    scene_begin(&sc);
    wax_stream_upgrade(sc.stream, sc.tls, "mail.example.org");
    pair_feed(sc.stream, "\x15\x03\x03\x00\x02\x01\x00", 7);
    CHECK(wax_stream_epoch(sc.stream) == 0);
    CHECK(has_error(&sc, WAX_E_EOF, "goodbye before the TLS handshake was done"));
    scene_end(&sc);
}

TEST("alerts are named, with what they mean")
{
    static const struct { const char *bytes, *part; } alerts[] = {
        { "\x15\x03\x03\x00\x02\x02\x28", "alert \"handshake failure\" (40): it found no cipher" },
        { "\x15\x03\x03\x00\x02\x02\x46", "alert \"protocol version\" (70): it speaks neither TLS 1.2 nor TLS 1.3" },
        { "\x15\x03\x03\x00\x02\x02\x70", "(112): it serves no host of the name" },
    };

    for (size_t i = 0; i < sizeof alerts / sizeof *alerts; i++) {
        struct scene sc;
        scene_begin(&sc);
        wax_stream_upgrade(sc.stream, sc.tls, "mail.example.org");
        pair_feed(sc.stream, alerts[i].bytes, 7);
        CHECK(has_error(&sc, WAX_E_TLS, alerts[i].part));
        scene_end(&sc);
    }
}

TEST("a server that wants a client certificate is told apart")
{
    struct scene sc;

    scene_begin(&sc);
    SSL_set_verify(sc.bare.ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    scene_upgrade(&sc);
    CHECK(has_error(&sc, WAX_E_TLS, "it wants a client certificate"));
    CHECK(!wax_stream_has_ended(sc.stream));        /* OpenSSL's SSL_RECEIVED_SHUTDOWN would say so of any fatal alert */
    scene_end(&sc);
}

TEST("TLS 1.1 and before are not spoken")
{
    struct scene sc;

    scene_begin(&sc);
    SSL_set_max_proto_version(sc.bare.ssl, TLS1_1_VERSION);
    CHECK(scene_upgrade(&sc) == WAX_E_TLS && wax_stream_epoch(sc.stream) == 0);
    CHECK(has_error(&sc, WAX_E_TLS, "neither TLS 1.2 nor"));
    scene_end(&sc);
}

TEST("TLS 1.2 is spoken, without channel binding")
{
    struct scene sc;

    scene_begin(&sc);
    SSL_set_max_proto_version(sc.bare.ssl, TLS1_2_VERSION);
    CHECK(scene_upgrade(&sc) == WAX_OK);
    CHECK(test_same(wax_stream_info(sc.stream)->version, "TLSv1.2") && !wax_stream_info(sc.stream)->has_exporter);
    scene_end(&sc);
}

TEST("renegotiation is not done")
{
    struct scene sc;
    size_t len;

    scene_begin(&sc);
    SSL_set_max_proto_version(sc.bare.ssl, TLS1_2_VERSION);
    CHECK(scene_upgrade(&sc) == WAX_OK);
    SSL_renegotiate(sc.bare.ssl);
    SSL_do_handshake(sc.bare.ssl);
    CHECK(bare_to_stream(&sc.bare, sc.stream) > 0);
    CHECK(waiting(&sc) < 64);               /* an alert that says no, and no ClientHello */
    wax_stream_data(sc.stream, &len);
    CHECK(len == 0);
    scene_end(&sc);
}

TEST("a server without a certificate is refused where one is demanded")
{
    struct scene sc;
    wax_tls *strict = wax_tls_new();

    scene_begin(&sc);
    bare_end(&sc.bare);
    CHECK(bare_begin(&sc.bare, NULL));
    SSL_set_max_proto_version(sc.bare.ssl, TLS1_2_VERSION);
    wax_stream_upgrade(sc.stream, strict, "mail.example.org");
    bare_settle(&sc.bare, sc.stream);
    CHECK(wax_stream_epoch(sc.stream) == 0 && wax_stream_error(sc.stream)->status == WAX_E_TLS);
    wax_tls_free(strict);
    scene_end(&sc);
}
