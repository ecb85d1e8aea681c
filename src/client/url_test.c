#include "idna.h"
#include "test.h"
#include "url.h"

#include <string.h>

static wax_error why;

/* Good until the next. */
static bool keeps(struct url *u, wax_status status)
{
    static struct url last;

    wax__url_clear(&last);
    last = *u;
    return status == WAX_OK && !why.status;
}

static bool parses(struct url *u, const char *text)
{
    why = (wax_error){ 0 };
    return keeps(u, wax__url_parse(u, text, &why));
}

static bool is_refused(const char *text, const char *says)
{
    struct url u;

    if (parses(&u, text) || why.status != WAX_E_USAGE || !strstr(why.text, says)) {
        test_note("%s: %s", text, why.text);
        return false;
    }
    return true;
}

static bool means(const char *text, const char *host, unsigned port, wax_tls_mode tls, bool is_lmtp)
{
    struct url u;

    return parses(&u, text) && test_same(u.host, host) && u.port == port && u.tls == tls && u.is_lmtp == is_lmtp && !*u.user;
}

TEST("each scheme has its port and its TLS")
{
    CHECK(means("submission://mail.example.org", "mail.example.org", 587, WAX_TLS_REQUIRED, false));
    CHECK(means("submissions://mail.example.org", "mail.example.org", 465, WAX_TLS_IMPLICIT, false));
    CHECK(means("smtps://mail.example.org", "mail.example.org", 465, WAX_TLS_IMPLICIT, false));
    CHECK(means("SMTP://mail.example.org/", "mail.example.org", 25, WAX_TLS_REQUIRED, false));
    CHECK(means("lmtp://mail.example.org:24", "mail.example.org", 24, WAX_TLS_REQUIRED, true));
    CHECK(means("smtp://mail.example.org:65535", "mail.example.org", 65535, WAX_TLS_REQUIRED, false));
    CHECK(means("smtp://192.0.2.1:1", "192.0.2.1", 1, WAX_TLS_REQUIRED, false));
}

TEST("an IPv6 address stands in brackets")
{
    CHECK(means("smtp://[2001:db8::1]", "2001:db8::1", 25, WAX_TLS_REQUIRED, false));
    CHECK(means("smtp://[::ffff:192.0.2.1]:2525", "::ffff:192.0.2.1", 2525, WAX_TLS_REQUIRED, false));
    CHECK(is_refused("smtp://[::1", "]"));
    CHECK(is_refused("smtp://[::1]x", "port"));
    CHECK(is_refused("smtp://[mail]", "IPv6"));
    CHECK(is_refused("smtp://[beef]", "IPv6"));
    CHECK(is_refused("smtp://[]", "host"));
    CHECK(is_refused("smtp://::1", "host"));
}

TEST("a local socket is a path")
{
    struct url u;

    CHECK(parses(&u, "lmtp+unix:///run/dovecot/lm%20tp") && test_same(u.path, "/run/dovecot/lm tp") && u.port == 0 && u.is_lmtp);
    CHECK(u.tls == WAX_TLS_INSECURE_NONE && test_same(u.host, "localhost"));
    CHECK(is_refused("lmtp+unix://run/dovecot/lmtp", "three slashes"));
    CHECK(is_refused("lmtp+unix:///a%0ab", "control"));
    CHECK(is_refused("lmtp+unix:///" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "107"));
}

TEST("a user may stand in the URL, percent-encoded")
{
    struct url u;

    CHECK(parses(&u, "submission://ada@mail.example.org") && test_same(u.user, "ada") && test_same(u.host, "mail.example.org"));
    CHECK(parses(&u, "smtps://ada%40example.org@mail.example.org:465") && test_same(u.user, "ada@example.org"));
    CHECK(parses(&u, "smtps://ada@example.org@mail.example.org") && test_same(u.user, "ada@example.org"));
    CHECK(parses(&u, "smtps://gr%c3%bcn@h") && test_same(u.user, "gr\xC3\xBCn"));
    CHECK(is_refused("smtps://@h", "user"));
    CHECK(is_refused("smtps://a%0d%0ab@h", "user"));
    CHECK(is_refused("smtps://a%00@h", "user"));
    CHECK(is_refused("smtps://a%4@h", "user"));
    CHECK(is_refused("smtps://a%zz@h", "user"));
    CHECK(is_refused("smtps://a%ff@h", "user"));
}

TEST("a password in the URL is refused, not repeated, and the sentence says where it goes")
{
    CHECK(is_refused("smtps://ada:hunter2@mail.example.org", "--password-command"));
    CHECK(strstr(why.text, "hunter2") == NULL);
    CHECK(is_refused("smtps://ada:@mail.example.org", "wax_client_login"));
}

TEST("an unknown scheme is told the known ones")
{
    CHECK(is_refused("http://mail.example.org", "submission://"));
    CHECK(is_refused("mail.example.org", "lmtp+unix://"));
    CHECK(is_refused("smtp:mail.example.org", "smtps://"));
    CHECK(is_refused("", "submission://"));
    CHECK(is_refused("\x1b[2J://h", "submission://") && strstr(why.text, "\x1b") == NULL);
}

TEST("a port is a number from 1 to 65535")
{
    CHECK(is_refused("smtp://h:", "port"));
    CHECK(is_refused("smtp://h:0", "port"));
    CHECK(is_refused("smtp://h:65536", "port"));
    CHECK(is_refused("smtp://h:4294967321", "port"));
    CHECK(is_refused("smtp://h:25x", "port"));
    CHECK(is_refused("smtp://h:-1", "port"));
    CHECK(is_refused("lmtp://h", "port"));
}

TEST("nothing that could end a line or a name gets into the host")
{
    CHECK(is_refused("smtp://", "host"));
    CHECK(is_refused("smtp://mail.example.org\r\nQUIT", "character"));
    CHECK(is_refused("smtp://mail example", "character"));
    CHECK(is_refused("smtp://mail\x01", "character"));
    CHECK(is_refused("smtp://mail%2eexample", "character"));
    CHECK(is_refused("smtp://m\xC3\xBCller\xEF\xBC\x8F" "evil.example", ""));
    CHECK(is_refused("smtp://h/path", "/path"));
    CHECK(is_refused("smtp://h?x", "?x"));
    CHECK(is_refused("smtp://h#x", "#x"));
}

TEST("a host beyond ASCII is known by its A-labels, or refused where nobody can convert it")
{
    struct url u;
    const char *text = "smtp://ada@m\xC3\xBCller.example:2525";

    if (wax__idna_version())
        CHECK(parses(&u, text) && strcmp(u.host, "xn--mller-kva.example") == 0 && u.port == 2525 && strcmp(u.user, "ada") == 0);
    else
        CHECK(is_refused(text, "xn--"));
}

TEST("a host has at most 255 bytes")
{
    char text[300] = "smtp://";
    struct url u;

    memset(text + 7, 'a', 256);
    CHECK(is_refused(text, "256"));
    text[7 + 255] = 0;
    CHECK(parses(&u, text) && strlen(u.host) == 255);
}

TEST("a host to connect to instead is checked like the URL's")
{
    why = (wax_error){ 0 };
    CHECK(wax__url_check_host("127.0.0.1", &why) == WAX_OK && wax__url_check_host("[::1]", &why) == WAX_OK);
    CHECK(wax__url_check_host("::1", &why) == WAX_OK && wax__url_check_host("mx.example.org", &why) == WAX_OK);
    CHECK(wax__url_check_host("a b", &why) == WAX_E_USAGE);
    why = (wax_error){ 0 };
    CHECK(wax__url_check_host("", &why) == WAX_E_USAGE);
    why = (wax_error){ 0 };
    CHECK(wax__url_check_host("smtp://h", &why) == WAX_E_USAGE);
}
