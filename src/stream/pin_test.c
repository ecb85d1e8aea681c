#include "bare.h"
#include "pin.h"
#include "test.h"

#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A bare server with a certificate, and what can be pinned of it. */
struct scene {
    char            ca[96], cert_pin[PIN_TEXT], key_pin[PIN_TEXT];
    struct pki      pki;
    struct pki_cert cert;
    struct bare     bare;
    wax_tls        *tls;
    wax_error       why;
    wax_tls_info    info;
};

static const struct pki_wish usual = { .names = { "mail.example.org" } };
static const char stranger[] = "key-sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

static void begin(struct scene *sc, const struct pki_wish *wish)
{
    struct tls_pin pin;

    *sc = (struct scene){ .tls = wax_tls_new() };
    snprintf(sc->ca, sizeof sc->ca, "/tmp/wax-pin-%d.pem", getpid());
    CHECK(!wax__pki_make(&sc->pki, "Wax Test CA", NULL) && !wax__pki_issue(&sc->pki, wish, &sc->cert, NULL));
    CHECK(!wax__pki_write_cert(sc->ca, sc->pki.ca, NULL) && bare_begin(&sc->bare, &sc->cert));
    CHECK(wax__pin_of(&pin, sc->cert.cert, false));
    wax__pin_text(sc->cert_pin, &pin);
    CHECK(wax__pin_of(&pin, sc->cert.cert, true));
    wax__pin_text(sc->key_pin, &pin);
}

static void end(struct scene *sc)
{
    unlink(sc->ca);
    wax_tls_free(sc->tls);
    bare_end(&sc->bare);
    wax__pki_cert_clear(&sc->cert);
    wax__pki_clear(&sc->pki);
}

static wax_status meet(struct scene *sc, const char *host)
{
    sc->info = (wax_tls_info){ 0 };
    return bare_come(&sc->bare, sc->tls, host, &sc->why, &sc->info);
}

static bool is_refused(struct scene *sc, wax_status expected, const char *part)
{
    wax_status status = meet(sc, "mail.example.org");
    bool good = status == expected && strstr(sc->why.text, part) && !sc->info.verified && !SSL_is_init_finished(sc->bare.ssl);

    if (!good)
        test_note("%s: %s", wax_status_name(status), sc->why.text);
    return good;
}

static void pins_add(bool of_key)
{
    struct scene sc;

    begin(&sc, &usual);
    wax_tls_ca_file(sc.tls, sc.ca);
    wax_tls_pin(sc.tls, stranger);
    CHECK(is_refused(&sc, WAX_E_UNTRUSTED, sc.cert_pin) && strstr(sc.why.text, sc.key_pin) && strstr(sc.why.text, "pin the new one"));
    wax_tls_pin(sc.tls, of_key ? sc.key_pin : sc.cert_pin);
    CHECK(meet(&sc, "mail.example.org") == WAX_OK && test_same(sc.info.verified_by, "CA file, pin"));
    CHECK(meet(&sc, "other.example") == WAX_E_UNTRUSTED);
    wax_tls_ca_file(sc.tls, NULL);
    CHECK(is_refused(&sc, WAX_E_UNTRUSTED, "not among the system's roots"));
    end(&sc);
}

TEST("a pin of the key is demanded besides chain and name, before anything of ours is shown")
{
    pins_add(true);
}

TEST("and so is a pin of the certificate")
{
    pins_add(false);
}

TEST("a pin of one kind is none of the other")
{
    struct scene sc;
    char crossed[PIN_TEXT + 8];

    begin(&sc, &usual);
    wax_tls_ca_file(sc.tls, sc.ca);
    snprintf(crossed, sizeof crossed, "cert%s", strchr(sc.key_pin, '-'));
    wax_tls_pin(sc.tls, crossed);
    CHECK(is_refused(&sc, WAX_E_UNTRUSTED, "neither is pinned"));
    end(&sc);
}

TEST("where a pin is enough it proves a self-signed certificate, whatever its names and dates")
{
    struct pki_wish self = { .names = { "elsewhere.example" }, .is_self_signed = true, .from_s = -7200, .until_s = -3600 };
    struct scene sc;

    begin(&sc, &self);
    wax_tls_pin_only(sc.tls);
    wax_tls_pin(sc.tls, stranger);
    CHECK(is_refused(&sc, WAX_E_UNTRUSTED, "neither is pinned"));
    wax_tls_pin(sc.tls, sc.key_pin);
    CHECK(meet(&sc, "mail.example.org") == WAX_OK && sc.info.verified && test_same(sc.info.verified_by, "pin"));
    CHECK(test_same(sc.info.name, "mail.example.org"));
    CHECK(meet(&sc, "mail.example.org") == WAX_OK && sc.info.resumed && sc.info.verified);
    end(&sc);
}

TEST("a pin of an issuer proves nothing: it is the peer's own that counts")
{
    struct scene sc;
    struct tls_pin pin;
    char of_ca[PIN_TEXT];

    begin(&sc, &usual);
    CHECK(wax__pin_of(&pin, sc.pki.ca, true));
    wax__pin_text(of_ca, &pin);
    SSL_add1_chain_cert(sc.bare.ssl, sc.pki.ca);
    wax_tls_ca_file(sc.tls, sc.ca);
    wax_tls_pin(sc.tls, of_ca);
    CHECK(is_refused(&sc, WAX_E_UNTRUSTED, "neither is pinned"));
    end(&sc);
}

TEST("a weak key is refused, pinned or not")
{
    struct pki_wish weak = { .names = { "mail.example.org" }, .rsa_bits = 1024 };
    struct scene sc;

    begin(&sc, &weak);
    wax_tls_pin_only(sc.tls);
    wax_tls_pin(sc.tls, sc.key_pin);
    CHECK(is_refused(&sc, WAX_E_UNTRUSTED, "is too weak: expected"));
    end(&sc);
}

TEST("contradictions are told before anything is sent")
{
    struct scene sc;

    begin(&sc, &usual);
    wax_tls_pin_only(sc.tls);
    CHECK(is_refused(&sc, WAX_E_USAGE, "but none was given"));
    wax_tls_pin(sc.tls, sc.key_pin);
    wax_tls_insecure_no_verify(sc.tls);
    CHECK(is_refused(&sc, WAX_E_USAGE, "contradicts itself"));
    end(&sc);
}

TEST("a pin is read in base64 and in hexadecimal, and as it is written")
{
    static const char *same[] = { "key-sha256:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                                  "key-sha256:000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F",
                                  "key-sha256:00:01:02:03:04:05:06:07:08:09:0A:0b:0c:0d:0e:0f:10:11:12:13:14:15:16:17:18:19:1a:1b:1c:1d:1e:1f" };
    struct tls_pin pin;
    char text[PIN_TEXT];

    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        CHECK(wax__pin_parse(&pin, same[i]) && pin.is_of_key && pin.sha256[31] == 31);
        wax__pin_text(text, &pin);
        CHECK(test_same(text, same[0]));
    }
}

TEST("what is no pin is refused by name, and so is one too many")
{
    static const char *wrong[] = { "", "sha256:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "key-sha256:", "key-sha256:AAECAwQFBgcICQoL",
                                   "key-sha256:000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F00",
                                   "cert-sha256:000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1",
                                   "cert-sha256:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gIA==", "CERT-sha256:x" };
    struct tls_pin pin;
    struct scene sc;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!wax__pin_parse(&pin, wrong[i]));
    begin(&sc, &usual);
    wax_tls_pin(sc.tls, "md5:1234");
    CHECK(is_refused(&sc, WAX_E_USAGE, "\"md5:1234\" is no pin"));
    end(&sc);
    begin(&sc, &usual);
    for (int i = 0; i <= DEMAND_PINS; i++)
        wax_tls_pin(sc.tls, stranger);
    CHECK(is_refused(&sc, WAX_E_USAGE, "more than 16 pins"));
    end(&sc);
}
