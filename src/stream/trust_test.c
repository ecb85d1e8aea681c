#include "bare.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAY = 86400 };

/* Does a client of ours take this certificate as `host`? */
static bool takes(const struct pki_wish *wish, const char *host)
{
    wax_error why;
    wax_tls_info info = { 0 };
    wax_status status = bare_meet(wish, host, true, &why, &info);

    if (status)
        test_note("%s", why.text);
    return status == WAX_OK && info.verified;
}

static bool refuses(const struct pki_wish *wish, const char *host, wax_status expected, const char *part, const char *other_part)
{
    wax_error why;
    wax_tls_info info = { 0 };
    wax_status status = bare_meet(wish, host, true, &why, &info);
    bool good = status == expected && strstr(why.text, part) && strstr(why.text, other_part) && !info.verified;

    if (!good)
        test_note("%s: %s", wax_status_name(status), why.text);
    return good;
}

#define FOR(...) &(struct pki_wish){ .names = { __VA_ARGS__ } }

TEST("a certificate that holds the name is taken")
{
    CHECK(takes(FOR("mail.example.org"), "mail.example.org"));
    CHECK(takes(FOR("other.example", "mail.example.org"), "Mail.Example.ORG"));
    CHECK(takes(FOR("mail.example.org"), "mail.example.org."));
}

TEST("the facts of the channel are told")
{
    wax_error why;
    wax_tls_info info = { 0 };
    struct pki_wish wish = { .names = { "mail.example.org" }, .common_name = "Mail\nHost", .from_s = -DAY, .until_s = DAY };
    static const uint8_t nothing[32] = { 0 };

    CHECK(bare_meet(&wish, "mail.example.org", true, &why, &info) == WAX_OK);
    CHECK(test_same(info.version, "TLSv1.3") && test_same(info.cipher, "TLS_AES_256_GCM_SHA384"));
    CHECK(strcasecmp(info.group, "x25519") == 0 || strstr(info.group, "MLKEM"));
    CHECK(test_same(info.name, "mail.example.org") && test_same(info.issuer, "Wax Test CA"));
    CHECK(test_same(info.subject, "Mail\\x0aHost"));
    CHECK(info.expires > time(NULL) + DAY - 300 && info.expires < time(NULL) + DAY + 300);
    CHECK(info.verified && !info.resumed && info.has_exporter && memcmp(info.exporter, nothing, 32) != 0);
}

TEST("a wrong name is refused, and both names are told")
{
    CHECK(refuses(FOR("a.example", "b.example"), "mail.example.org", WAX_E_UNTRUSTED, "for a.example, b.example, not for mail.example.org",
                  "reach the server by a name"));
    CHECK(refuses(FOR("example.org"), "mail.example.org", WAX_E_UNTRUSTED, "for example.org, not", ""));
    CHECK(refuses(FOR("mail.example.org.evil.example"), "mail.example.org", WAX_E_UNTRUSTED, "", ""));
}

TEST("a wildcard stands for one label, whole and leftmost")
{
    CHECK(takes(FOR("*.example.org"), "mail.example.org"));
    CHECK(refuses(FOR("*.example.org"), "a.mail.example.org", WAX_E_UNTRUSTED, "*.example.org", ""));
    CHECK(refuses(FOR("*.example.org"), "example.org", WAX_E_UNTRUSTED, "", ""));
    CHECK(refuses(FOR("ma*.example.org"), "mail.example.org", WAX_E_UNTRUSTED, "ma*.example.org", ""));
    CHECK(refuses(FOR("mail.*.org"), "mail.example.org", WAX_E_UNTRUSTED, "", ""));
    CHECK(refuses(FOR("*"), "localhost", WAX_E_UNTRUSTED, "", ""));
}

TEST("a common name proves nothing, with names beside it or without (libESMTP CVE-2010-1192 read one, and only to its NUL)")
{
    struct pki_wish only = { .common_name = "mail.example.org" };
    struct pki_wish beside = { .common_name = "mail.example.org", .names = { "a.example" } };

    CHECK(refuses(&only, "mail.example.org", WAX_E_UNTRUSTED, "names no host at all", "RFC 9525"));
    CHECK(refuses(&beside, "mail.example.org", WAX_E_UNTRUSTED, "for a.example, not", ""));
}

TEST("a name that goes on after a NUL is another name (msmtp CVE-2009-3942), and is shown in full")
{
    struct pki_wish wish = { .raw_name = "mail.example.org\0.evil.example", .raw_len = 30 };

    CHECK(refuses(&wish, "mail.example.org", WAX_E_UNTRUSTED, "mail.example.org\\x00.evil.example, not", ""));
}

TEST("an address is proven by an iPAddress, and by nothing else")
{
    struct pki_wish as_name = { .raw_name = "127.0.0.1", .raw_len = 9, .common_name = "127.0.0.1" };

    CHECK(takes(FOR("127.0.0.1"), "127.0.0.1"));
    CHECK(takes(FOR("::1"), "::1"));
    CHECK(takes(FOR("::1"), "[::1]"));
    CHECK(takes(FOR("fe80::1"), "[fe80::1%eth0]"));
    CHECK(refuses(FOR("127.0.0.2", "2001:db8::7"), "127.0.0.1", WAX_E_UNTRUSTED, "for IP 127.0.0.2, IP 2001:db8:0:0:0:0:0:7, not for IP 127.0.0.1", ""));
    CHECK(refuses(&as_name, "127.0.0.1", WAX_E_UNTRUSTED, "for 127.0.0.1, not for IP 127.0.0.1", ""));
    CHECK(refuses(FOR("*.0.0.1"), "127.0.0.1", WAX_E_UNTRUSTED, "", ""));
}

TEST("a certificate out of its time is refused with the date")
{
    struct pki_wish over = { .names = { "mail.example.org" }, .from_s = -3 * DAY, .until_s = -DAY };
    struct pki_wish early = { .names = { "mail.example.org" }, .from_s = DAY, .until_s = 3 * DAY };
    time_t now = time(NULL) - DAY, then = time(NULL) + DAY;
    char date[20];

    strftime(date, sizeof date, "%Y-%m-%d", gmtime(&now));
    CHECK(refuses(&over, "mail.example.org", WAX_E_UNTRUSTED, "the certificate of mail.example.org expired on", date));
    strftime(date, sizeof date, "%Y-%m-%d", gmtime(&then));
    CHECK(refuses(&early, "mail.example.org", WAX_E_UNTRUSTED, "not valid before", date));
}

TEST("an unknown issuer is refused (msmtp CVE-2019-8337, Trojita CVE-2020-15047) and named, with what to do")
{
    wax_error why;

    CHECK(bare_meet(FOR("mail.example.org"), "mail.example.org", false, &why, NULL) == WAX_E_UNTRUSTED);
    CHECK(strstr(why.text, "\"Wax Test CA\", which is not among the system's roots") && strstr(why.text, "--ca-file"));
    struct pki_wish self = { .names = { "mail.example.org" }, .common_name = "me", .is_self_signed = true };
    CHECK(refuses(&self, "mail.example.org", WAX_E_UNTRUSTED, "self-signed", "--ca-file"));
}

TEST("a certificate that an authority of the same name has not signed is refused, and so it says")
{
    struct pki ours, theirs;
    struct pki_cert cert;
    wax_error why = { 0 };

    CHECK(!wax__pki_make(&ours, "Wax Test CA", &why) && !wax__pki_make(&theirs, "Wax Test CA", &why));
    CHECK(!wax__pki_issue(&theirs, FOR("mail.example.org"), &cert, &why));
    CHECK(bare_meet_with(&cert, ours.ca, "mail.example.org", &why, NULL) == WAX_E_UNTRUSTED);
    CHECK(strstr(why.text, "\"Wax Test CA\" we trust has not signed it") && strstr(why.text, "the CA file is an older one"));
    wax__pki_cert_clear(&cert);
    wax__pki_clear(&ours);
    wax__pki_clear(&theirs);
}

TEST("a certificate for another purpose, a weak key and a weak digest are refused")
{
    struct pki_wish purpose = { .names = { "mail.example.org" }, .purpose = "clientAuth" };
    struct pki_wish key = { .names = { "mail.example.org" }, .rsa_bits = 1024 };
    struct pki_wish digest = { .names = { "mail.example.org" }, .digest = "SHA1" };

    CHECK(refuses(&purpose, "mail.example.org", WAX_E_UNTRUSTED, "another purpose", ""));
    CHECK(refuses(&key, "mail.example.org", WAX_E_UNTRUSTED, "too weak", "RSA 2048"));
    CHECK(refuses(&digest, "mail.example.org", WAX_E_UNTRUSTED, "digest too weak", ""));
}

TEST("a key that may not sign a handshake is refused, whatever it is for else")
{
    struct pki_wish other_use = { .names = { "mail.example.org" }, .key_usage = "critical,keyCertSign" };
    struct pki_wish sound_use = { .names = { "mail.example.org" }, .key_usage = "critical,digitalSignature" };
    struct pki_wish mail_use = { .names = { "mail.example.org" }, .purpose = "emailProtection,codeSigning" };
    struct pki_wish both_uses = { .names = { "mail.example.org" }, .purpose = "clientAuth,serverAuth" };

    CHECK(refuses(&other_use, "mail.example.org", WAX_E_UNTRUSTED, "another purpose than a server's", "keyUsage"));
    CHECK(refuses(&mail_use, "mail.example.org", WAX_E_UNTRUSTED, "another purpose", ""));
    CHECK(takes(&sound_use, "mail.example.org") && takes(&both_uses, "mail.example.org"));
}

TEST("weak keys and digests are refused in every place and kind")
{
    struct pki_wish rsa_sha1 = { .names = { "mail.example.org" }, .digest = "SHA1", .rsa_bits = 2048 };
    struct pki_wish short_rsa = { .names = { "mail.example.org" }, .rsa_bits = 2040 };
    struct pki_wish rsa = { .names = { "mail.example.org" }, .rsa_bits = 2048 };

    CHECK(refuses(&rsa_sha1, "mail.example.org", WAX_E_UNTRUSTED, "digest too weak", "MD5"));
    CHECK(refuses(&short_rsa, "mail.example.org", WAX_E_UNTRUSTED, "too weak", "RSA 2048"));
    CHECK(takes(&rsa, "mail.example.org"));
}

/* A host below an authority that the root has issued as wished: what does a client that trusts the root say? */
static wax_status below(const struct pki_wish *middle_wish, wax_error *why)
{
    struct pki root;
    struct pki_cert middle = { 0 }, host = { 0 };
    struct bare b = { 0 };
    char folder[64] = "/tmp/wax-stream-XXXXXX", path[96];
    wax_tls *tls = wax_tls_new();

    *why = (wax_error){ 0 };
    CHECK(!wax__pki_make(&root, "Wax Test CA", NULL) && !wax__pki_issue(&root, middle_wish, &middle, NULL));
    CHECK(!wax__pki_issue(&(struct pki){ middle.key, middle.cert }, FOR("mail.example.org"), &host, NULL));
    snprintf(path, sizeof path, "%s/ca.pem", mkdtemp(folder) ? folder : "");
    CHECK(!wax__pki_write_cert(path, root.ca, why) && bare_begin(&b, &host));
    SSL_add1_chain_cert(b.ssl, middle.cert);
    wax_tls_ca_file(tls, path);
    wax_status status = bare_come(&b, tls, "mail.example.org", why, NULL);
    unlink(path);
    rmdir(folder);
    wax_tls_free(tls);
    bare_end(&b);
    wax__pki_cert_clear(&middle);
    wax__pki_cert_clear(&host);
    wax__pki_clear(&root);
    return status;
}

static bool is_refused_below(const struct pki_wish *middle, const char *part)
{
    wax_error why;
    bool good = below(middle, &why) == WAX_E_UNTRUSTED && strstr(why.text, part);

    if (!good)
        test_note("%s", why.text);
    return good;
}

TEST("an authority between the root and the host is held to the same, and must be one")
{
    struct pki_wish sound = { .common_name = "Middle", .is_ca = true }, host = { .common_name = "Middle" }, sha1 = sound, weak = sound, over = sound,
                    no_sign = sound, client = sound;
    wax_error why;

    sha1.digest = "SHA1";
    weak.rsa_bits = 1024;
    over.from_s = -2 * DAY;
    over.until_s = -DAY;
    no_sign.key_usage = "critical,digitalSignature";
    client.purpose = "clientAuth";
    CHECK(below(&sound, &why) == WAX_OK);
    CHECK(is_refused_below(&host, ""));
    CHECK(is_refused_below(&sha1, "the issuer's certificate \"Middle\" is signed with a digest too weak"));
    CHECK(is_refused_below(&weak, "the key in the issuer's certificate \"Middle\" is too weak"));
    CHECK(is_refused_below(&over, "the issuer's certificate \"Middle\" expired on"));
    CHECK(is_refused_below(&no_sign, ""));
    CHECK(is_refused_below(&client, "another purpose"));
}

TEST("internationalised names are compared in their ASCII form, and refused in any other with what to write")
{
    static const char *unicode[] = { "m\xC3\xA4il.example", "mail.\xE4\xBE\x8B\xE5\xAD\x90.example", "mail\xEF\xBC\x8Eorg" };

    CHECK(takes(FOR("xn--mil-rla.example"), "XN--mil-rla.example") && takes(FOR("*.xn--fsqu00a.example"), "mail.xn--fsqu00a.example"));
    CHECK(refuses(FOR("xn--*.example"), "xn--mil-rla.example", WAX_E_UNTRUSTED, "", ""));
    for (size_t i = 0; i < sizeof unicode / sizeof *unicode; i++)
        CHECK(refuses(FOR(unicode[i]), unicode[i], WAX_E_USAGE, "can't be the name of a TLS peer", "write it in its ASCII form, xn--"));
}

TEST("a name that only looks like the one demanded is another")
{
    static const struct { const char *raw; size_t len; } cases[] = {
        { "mail.example.org ", 17 }, { "mail.example.org\0", 17 }, { "\0mail.example.org", 17 }, { "mail\0.example.org", 17 },
        { ".example.org", 12 }, { "*.*.org", 7 }, { "*mail.example.org", 17 }, { "mail.example.or", 15 }, { "m\xC3\xA0il.example.org", 18 },
        { "*.org", 5 }, { "**.example.org", 14 }, { "*..example.org", 14 }, { "https://mail.example.org", 24 }, { "mail.example.org:25", 19 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pki_wish wish = { .raw_name = cases[i].raw, .raw_len = cases[i].len };
        CHECK(refuses(&wish, "mail.example.org", WAX_E_UNTRUSTED, "", ""));
    }
}

TEST("labels are compared whole: a part of one is another (libESMTP CVE-2010-1194)")
{
    static const char *const parts[] = { "mai.example.org", "ail.example.org", "m.example.org", "mail2.example.org", "mail.exampl.org", "mail.xample.org", "mail.example.o", "mail.e.org" };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        CHECK(refuses(FOR(parts[i]), "mail.example.org", WAX_E_UNTRUSTED, parts[i], ""));
}

/* The stranger's certificate, and beside it one that we trust. */
static wax_status meet_with_ours_beside(const struct pki *strangers, const struct pki *ours, wax_error *why)
{
    char ca[64];
    struct pki_cert cert = { 0 };
    struct bare bare = { 0 };
    wax_tls *tls = wax_tls_new();

    snprintf(ca, sizeof ca, "/tmp/wax-trust-%d.pem", getpid());
    CHECK(!wax__pki_issue(strangers, FOR("mail.example.org"), &cert, why) && !wax__pki_write_cert(ca, ours->ca, why) && bare_begin(&bare, &cert));
    SSL_CTX_add1_chain_cert(bare.ctx, ours->ca);
    bare_again(&bare);
    wax_tls_ca_file(tls, ca);
    wax_status status = bare_come(&bare, tls, "mail.example.org", why, NULL);
    unlink(ca);
    wax_tls_free(tls);
    bare_end(&bare);
    wax__pki_cert_clear(&cert);
    return status;
}

TEST("one trusted certificate among those shown vouches for no other (mutt CVE-2009-1390)")
{
    struct pki ours = { 0 }, strangers = { 0 };
    wax_error why = { 0 };

    CHECK(!wax__pki_make(&ours, "Wax Test CA", &why) && !wax__pki_make(&strangers, "Strangers", &why));
    CHECK(meet_with_ours_beside(&strangers, &ours, &why) == WAX_E_UNTRUSTED && strstr(why.text, "Strangers"));
    CHECK(meet_with_ours_beside(&ours, &ours, &why) == WAX_OK);
    wax__pki_clear(&ours);
    wax__pki_clear(&strangers);
}

TEST("what can be no host's name is refused before a byte is sent")
{
    static const char *names[] = { "", ".", ".example.org", "a..example", "mail example.org", "mail.example.org\r\nX", "m\xC3\xA4il.example",
                                   "1.2.3", "::1::", "a*b.example", "mail/../etc", "127.0.0.1.", "*.example.org" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        wax_tls *tls = wax_tls_new();
        wax_stream *s = wax_stream_new();
        wax_status status = wax_stream_upgrade(s, tls, names[i]);
        bool is_address = i == 11;      /* a final dot is taken off */
        size_t len;
        wax_stream_wire_out(s, &len);
        CHECK(is_address ? status == WAX_AGAIN : status == WAX_E_USAGE && len == 0);
        if (i == 0)
            CHECK(test_same(wax_stream_error(s)->text, "\"\" can't be the name of a TLS peer: it is empty"));
        wax_stream_free(s);
        wax_tls_free(tls);
    }
}
