#include "pair.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

/* A server with papers of its own, and a client that trusts it. */
struct scene {
    struct paper server_paper, client_paper;
    wax_tls     *server, *client;
    struct pair  pair;
};

static const struct pki_wish ada = { .common_name = "ada", .purpose = "clientAuth" };

static void begin(struct scene *sc, const struct pki_wish *wish)
{
    *sc = (struct scene){ 0 };
    CHECK(pair_paper(&sc->server_paper, NULL) && pair_paper(&sc->client_paper, wish));
    sc->server = wax_tls_new_server(sc->server_paper.chain, sc->server_paper.key);
    sc->client = wax_tls_new();
    wax_tls_ca_file(sc->client, sc->server_paper.ca);
    wax_tls_client_certificate(sc->client, sc->client_paper.chain, sc->client_paper.key);
    pair_begin(&sc->pair);
}

static void end(struct scene *sc)
{
    pair_end(&sc->pair);
    wax_tls_free(sc->client);
    wax_tls_free(sc->server);
    pair_paper_end(&sc->client_paper);
    pair_paper_end(&sc->server_paper);
}

/* Whom the server has met; NULL: nobody whom it lets in.  A client of TLS 1.3 is done before the server has looked at its certificate. */
static const wax_tls_info *meets(struct scene *sc)
{
    pair_upgrade(&sc->pair, sc->client, sc->server, "mail.example.org");
    wax_stream_upgrade(sc->pair.server, sc->server, NULL);
    return wax_stream_info(sc->pair.server);
}

static bool refuses(struct scene *sc, const char *part)
{
    const wax_tls_info *info = meets(sc);
    const wax_error *why = wax_stream_error(sc->pair.server);
    bool good = !info && wax_stream_epoch(sc->pair.server) == 0 && why->status == WAX_E_UNTRUSTED && strstr(why->text, part);

    if (!good)
        test_note("%s: %s", wax_status_name(why->status), why->text);
    return good;
}

TEST("a client whose certificate is of the authority is known by its subject")
{
    struct scene sc;

    begin(&sc, &ada);
    wax_tls_ca_file(sc.server, sc.client_paper.ca);
    const wax_tls_info *info = meets(&sc);
    CHECK(info && info->verified && test_same(info->subject, "ada") && test_same(info->name, "") && test_same(info->verified_by, "CA file"));
    CHECK(pair_says(&sc.pair, sc.pair.client, sc.pair.server, "EHLO me\r\n"));
    end(&sc);
}

TEST("a client without a certificate gets no further, and both sides know why")
{
    struct scene sc;

    begin(&sc, &ada);
    wax_tls_client_certificate(sc.client, NULL, NULL);
    wax_tls_ca_file(sc.server, sc.client_paper.ca);
    CHECK(refuses(&sc, "the client showed no certificate, and one was demanded"));
    pair_settle(&sc.pair);
    CHECK(strstr(wax_stream_error(sc.pair.client)->text, "it wants a client certificate, and we have none"));
    end(&sc);
}

static void is_refused(const struct pki_wish *wish, bool knows_issuer, const char *part)
{
    struct scene sc;

    begin(&sc, wish);
    wax_tls_ca_file(sc.server, knows_issuer ? sc.client_paper.ca : sc.server_paper.ca);
    CHECK(refuses(&sc, part));
    end(&sc);
}

TEST("another authority's certificate, an old one, and one that is a server's prove no client")
{
    is_refused(&ada, false, "has not signed it: it is forged");
    is_refused(&(struct pki_wish){ .purpose = "clientAuth", .from_s = -7200, .until_s = -3600 }, true, "the certificate of the client expired on");
    is_refused(&(struct pki_wish){ .purpose = "serverAuth" }, true, "for another purpose than a client's");
    is_refused(&(struct pki_wish){ .purpose = "clientAuth", .is_self_signed = true }, true, "is self-signed, so nobody vouches for it");
}

static bool pin_of_us(struct scene *sc, char *pin, size_t size)
{
    wax_certificate us;
    bool good = meets(sc) && wax_stream_certificate(sc->pair.server, 0, &us);

    snprintf(pin, size, "%s", good ? us.key_pin : "");
    pair_end(&sc->pair);
    pair_begin(&sc->pair);
    return good;
}

TEST("a pin is enough for a client when that is said, and another key is refused")
{
    struct scene sc;
    char pin[80];

    begin(&sc, &ada);
    wax_tls_ca_file(sc.server, sc.client_paper.ca);
    CHECK(pin_of_us(&sc, pin, sizeof pin));
    wax_tls_ca_file(sc.server, NULL);
    wax_tls_pin(sc.server, pin);
    wax_tls_pin_only(sc.server);
    CHECK(meets(&sc) && test_same(wax_stream_info(sc.pair.server)->verified_by, "pin"));
    pair_end(&sc.pair);
    pair_begin(&sc.pair);
    wax_tls_client_certificate(sc.client, sc.server_paper.chain, sc.server_paper.key);
    CHECK(refuses(&sc, "neither is pinned"));
    end(&sc);
}

TEST("a client that comes again shows its certificate again")
{
    struct scene sc;

    begin(&sc, &ada);
    wax_tls_ca_file(sc.server, sc.client_paper.ca);
    for (int i = 0; i < 3; i++) {
        const wax_tls_info *info = meets(&sc);
        CHECK(info && info->verified && !info->resumed && test_same(info->subject, "ada"));
        pair_end(&sc.pair);
        pair_begin(&sc.pair);
    }
    end(&sc);
}

TEST("a server that was told of nobody asks for no certificate, and knows nobody")
{
    struct scene sc;

    begin(&sc, &ada);
    const wax_tls_info *info = meets(&sc);
    CHECK(info && !info->verified && test_same(info->subject, "") && test_same(info->verified_by, "not verified"));
    end(&sc);
}

TEST("a file of known servers is no way to know clients")
{
    struct scene sc;

    begin(&sc, &ada);
    wax_tls_ca_file(sc.server, sc.client_paper.ca);
    wax_tls_known_servers(sc.server, "/nonexistent/known");
    wax_tls_insecure_accept_new(sc.server);
    CHECK(!meets(&sc) && wax_stream_error(sc.pair.server)->status == WAX_E_USAGE);
    CHECK(strstr(wax_stream_error(sc.pair.server)->text, "known servers prove no client"));
    end(&sc);
}
