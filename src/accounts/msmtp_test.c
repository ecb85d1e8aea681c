#include "msmtp.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char told[8192], made[8192];

static void note(void *user, size_t line, const char *sentence)
{
    size_t len = strlen(told);

    (void)user;
    snprintf(told + len, sizeof told - len, "%zu %s\n", line, sentence);
}

static void keep_password(void *user, size_t line, const char *path, const char *password)
{
    size_t len = strlen(told);

    (void)user;
    snprintf(told + len, sizeof told - len, "%zu put %s into %s\n", line, password, path);
}

/* What becomes of an msmtprc; what was told lies in `told`. */
static const char *import(const char *text, bool has_netrc)
{
    const struct msmtp_wish wish = { .has_netrc = has_netrc, .folder = "/f", .note = note, .password = keep_password };

    *told = 0;
    char *copy = strdup(text), *out = copy ? msmtp_import(copy, &wish) : NULL;

    snprintf(made, sizeof made, "%s", out ? out : "");
    free(out);
    free(copy);
    return made;
}

static bool becomes(const char *lines, const char *ours)
{
    char text[2048], wanted[2048];

    snprintf(text, sizeof text, "account a\nhost mail.example.org\n%s", lines);
    snprintf(wanted, sizeof wanted, "account a\n%s", ours);
    return test_same(import(text, false), wanted);
}

TEST("host, port and TLS are one URL")
{
    CHECK(becomes("", "    server smtp://mail.example.org\n    tls insecure-none\n"));
    CHECK(becomes("tls on\nport 587", "    server submission://mail.example.org\n"));
    CHECK(becomes("tls on\nport 2587", "    server smtp://mail.example.org:2587\n"));
    CHECK(becomes("tls on\ntls_starttls off", "    server smtps://mail.example.org\n"));
    CHECK(becomes("tls\ntls_starttls off\nport 1465", "    server smtps://mail.example.org:1465\n"));
    CHECK(becomes("tls on\nhost ::1\nport 25", "    server smtp://[::1]\n"));
    CHECK(becomes("protocol lmtp\nport 24", "    server lmtp://mail.example.org:24\n    tls insecure-none\n"));
    CHECK(becomes("protocol lmtp\nsocket /run/lmtp", "    server lmtp+unix:///run/lmtp\n"));
    CHECK(test_same(told, ""));
}

TEST("a login without TLS is not made possible")
{
    CHECK(becomes("auth on\nuser ada\npasswordeval pass", "    server smtp://mail.example.org\n    tls insecure-none\n    user ada\n    password-command pass\n"));
    CHECK(strstr(told, "3 msmtp logs in without TLS here"));
}

#define TLS "    server smtp://mail.example.org\n"

TEST("the password's command gets a shell where it needs one, and only there")
{
    CHECK(becomes("tls on\nauth plain\nuser ada\npasswordeval \"pass show 'my mail'\"", TLS "    user ada\n    auth PLAIN\n    password-command pass show 'my mail'\n"));
    CHECK(test_same(told, ""));
    CHECK(becomes("tls on\nauth on\nuser ada\npasswordeval echo 'a' | rev", TLS "    user ada\n    password-command sh -c 'echo '\\''a'\\'' | rev'\n"));
    CHECK(strstr(told, "6 this command needs a shell"));
}

TEST("a password goes into a file of its own, and stands nowhere else")
{
    CHECK(becomes("tls on\nauth on\nuser ada\npassword hunter2", TLS "    user ada\n    password-file /f/a.password\n"));
    CHECK(test_same(told, "6 put hunter2 into /f/a.password\n"));
}

TEST("without a password, the netrc file or the secret service has it")
{
    CHECK(becomes("tls on\nauth on\nuser ada", TLS "    user ada\n    secret-service\n"));
    import("account a\nhost h\ntls on\nauth on\nuser ada\n", true);
    CHECK(strstr(made, "    netrc\n"));
    CHECK(becomes("tls on\nauth gssapi\nuser ada", TLS "    user ada\n    auth GSSAPI\n"));
}

TEST("auth off, or none, is no login")
{
    CHECK(becomes("tls on\nuser ada\npassword x", TLS));
    CHECK(becomes("tls on\nauth off\nuser ada\npassword x", TLS));
    CHECK(becomes("tls on\nauth ntlm\nuser ada\npasswordeval x", TLS "    user ada\n    password-command x\n"));
    CHECK(strstr(told, "4 this mechanism is not spoken here"));
}

TEST("a SHA-256 fingerprint is a pin that is enough; a shorter one is left out, and the chain is asked for")
{
    CHECK(becomes("tls on\ntls_fingerprint 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
                  TLS "    pin cert-sha256:00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF\n    pin-only\n"));
    CHECK(becomes("tls on\ntls_fingerprint 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33", TLS));
    CHECK(strstr(told, "4 only a SHA-256 fingerprint"));
}

TEST("a proxy and the address to call from go along; a local socket comes before them")
{
    CHECK(becomes("tls on\nproxy_host 127.0.0.1\nproxy_port 9050\nsource_ip 192.0.2.1", TLS "    proxy socks5://127.0.0.1:9050\n    bind 192.0.2.1\n"));
    CHECK(becomes("tls on\nproxy_host ::1\nsource_ip", TLS "    proxy socks5://[::1]\n"));
    CHECK(becomes("tls on\nproxy_host", TLS));
    import("account a\nprotocol lmtp\nsocket /x\nproxy_host p\n", false);
    CHECK(!strstr(made, "proxy"));
}

TEST("aliases are a file of the account, here as there")
{
    CHECK(becomes("tls on\naliases ~/.aliases", TLS "    aliases ~/.aliases\n"));
}

TEST("trust, certificate and name")
{
    CHECK(becomes("tls on\ntls_trust_file ~/ca.pem\ntls_crl_file /crl\ntls_key_file /k\ntls_cert_file /c\ntls_host_override x.example",
                  TLS "    ca-file ~/ca.pem\n    crl-file /crl\n    verify-name x.example\n    key /k\n    cert /c\n"));
    CHECK(becomes("tls on\ntls_trust_file system\n", TLS));
    CHECK(test_same(told, ""));
    CHECK(becomes("tls on\ntls_certcheck off\n", TLS));
    CHECK(strstr(told, "4 a certificate is always looked at"));
}

TEST("who sends, and what is asked of the server")
{
    CHECK(becomes("tls on\nfrom ada@example.org\nfrom_full_name Ada L.\ndomain x.example\ndsn_notify failure,delay\ndsn_return headers",
                  TLS "    from \"\\\"Ada L.\\\" <ada@example.org>\"\n    ehlo-name x.example\n    notify FAILURE,DELAY\n    ret HDRS\n"));
    CHECK(becomes("tls on\nfrom *@example.org", TLS "    match *@example.org\n"));
    CHECK(test_same(told, ""));
}

TEST("accounts inherit from defaults and from each other; account default : b alone is a line")
{
    import("defaults\ntls on\nlogfile /l\n\naccount a\nhost a\n# x\naccount b : a\nport 587\n\naccount c : a, b\nfrom c@x\naccount default : b\n", false);
    CHECK(test_same(made, "default b\n\naccount a\n    server smtp://a\n\naccount b\n    server submission://a\n\naccount c\n    server submission://a\n    from c@x\n"));
    CHECK(strncmp(told, "3 no log file", 13) == 0 && strchr(told, '\n')[1] == 0);
    import("account default\nhost a\ntls on\n", false);
    CHECK(test_same(made, "default default\n\naccount default\n    server smtp://a\n"));
}

TEST("an account hands on what it says, and not what its defaults said")
{
    import("defaults\ntls on\nport 587\naccount a\nhost a\nport 25\naccount b\nhost b\naccount c : a, b\ndefaults\ntls off\naccount default : b\n", false);
    CHECK(strstr(made, "account c\n    server smtp://b\n"));
    CHECK(strstr(made, "default default\n"));
    CHECK(strstr(made, "account default\n    server submission://b\n    tls insecure-none\n"));
}

TEST("what one account overrides is told for the next, and a second `defaults` adds to the first")
{
    import("defaults\nlogfile /l\naccount a\nhost a\nlogfile\ndefaults\nsyslog on\naccount b\nhost b\n", false);
    CHECK(strstr(told, "7 nothing") && strstr(told, "2 no log file"));
    import("defaults\nlogfile /l\naccount a\nhost a\nsyslog on\nlogfile\naccount b\nhost b\n", false);
    CHECK(strstr(told, "5 nothing") && strstr(told, "2 no log file"));
}

TEST("a line with a control character, or that is no UTF-8, is told and left out: ours could not be read")
{
    import("account a\nhost a\nuser a\x15" "da\nfrom ada\xff@example.org\n", false);
    CHECK(strstr(told, "3 a control character") && strstr(told, "4 a control character"));
    CHECK(!strchr(made, 0x15) && !strstr(made, "from"));
}

TEST("what there is no word for is told by line")
{
    import("account a\nhost a\ntimeout 30\nlogfile ~/log\neval echo x\nnonsense\nntlmdomain d\naccount b : z\nsocket /x\n", false);
    for (const char *line = "34567"; *line; line++) {
        char begin[4] = { '\n', *line, ' ', 0 };
        CHECK(strncmp(told, begin + 1, 2) == 0 || strstr(told, begin));
    }
    CHECK(strstr(told, "8 the account behind the colon"));
    CHECK(strstr(told, "9 a local socket"));
}
