/* sasl_test.c -- each mechanism against the examples of its RFC, and against a server that lies. */
#include "fail.h"
#include "mechanisms.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

#define SPAN(s) (struct span){ (const uint8_t *)(s), strlen(s) }

struct login {
    struct credentials who;
    wax_tls_info       facts;
    struct exchange    x;
    struct secret      said;
    wax_error          why;
};

static void begin(struct login *l, const struct mechanism *m, const char *user, const char *password, const char *nonce, const char *offered)
{
    *l = (struct login){ .who = { .user = (char *)user } };
    wax__secret_set(&l->who.secret, password, strlen(password));
    l->facts = (wax_tls_info){ .verified = true };
    l->x = (struct exchange){ .mechanism = m, .who = &l->who, .facts = &l->facts, .nonce = nonce, .offered = SPAN(offered) };
}

static wax_status answer(struct login *l, const char *challenge)
{
    wax_status s = l->x.mechanism->respond(&l->x, SPAN(challenge), &l->said, &l->why);

    l->x.step++;
    return s;
}

static bool says(struct login *l, const char *challenge, const char *expected)
{
    bool good = answer(l, challenge) == WAX_OK && test_same_bytes(l->said.bytes, l->said.len, expected, strlen(expected));

    if (!good)
        test_note("%s: \"%.*s\"", l->why.text, (int)l->said.len, (const char *)l->said.bytes);
    return good;
}

static void end(struct login *l)
{
    wax__secret_clear(&l->who.secret);
    wax__secret_clear(&l->said);
}

/* -- passwords and tokens ------------------------------------------------------------------------------------ */

TEST("CRAM-MD5 answers as RFC 2195 s.2 shows")
{
    struct login l;

    begin(&l, &wax__sasl_cram_md5, "tim", "tanstaaftanstaaf", NULL, "CRAM-MD5");
    CHECK(says(&l, "<1896.697170952@postoffice.reston.mci.net>", "tim b913a602c7eda7a495b4e6e7334d3890"));
    CHECK(answer(&l, "<again>") == WAX_E_PROTOCOL);
    end(&l);
}

TEST("OAUTHBEARER says user and token, and a comma in the user does not end it")
{
    struct login l;

    begin(&l, &wax__sasl_oauthbearer, "a,b=c@example.org", "ya29", NULL, "OAUTHBEARER");
    CHECK(says(&l, "", "n,a=a=2Cb=3Dc@example.org,\1auth=Bearer ya29\1\1"));
    CHECK(says(&l, "{\"status\":\"invalid_token\"}", "\1"));
    CHECK(strstr(l.x.hint, "invalid_token") != NULL);
    CHECK(answer(&l, "x") == WAX_E_PROTOCOL);
    end(&l);
}

TEST("a server that explains a refusal with the token itself does not get it printed")
{
    static const struct mechanism *const tokens[] = { &wax__sasl_oauthbearer, &wax__sasl_xoauth2 };

    for (size_t i = 0; i < 2; i++) {
        struct login l;
        begin(&l, tokens[i], "ada", "ya29token", NULL, tokens[i]->name);
        answer(&l, "");
        CHECK(answer(&l, "{\"bad\":\"ya29token eWEyOXRva2Vu\"}") == WAX_OK);
        CHECK(test_same(l.x.hint, "{\"bad\":\"<secret> <secret>\"}"));
        end(&l);
    }
}

static const char *reason(const char *said)
{
    static char hint[sizeof((struct exchange *)0)->hint];
    struct credentials who = { 0 };
    struct exchange x = { .who = &who };

    wax__sasl_token_reason(&x, (struct span){ (const uint8_t *)said, strlen(said) });
    memcpy(hint, x.hint, sizeof hint);
    return hint;
}

TEST("the JSON in which servers hide why a token was refused is told as a sentence")
{
    CHECK(test_same(reason("{\"status\":\"401\",\"schemes\":\"bearer mac\",\"scope\":\"https://mail.google.com/\"}\n"),
                    "the token was refused (401); get a fresh one for the scope https://mail.google.com/"));
    CHECK(test_same(reason(" { \"status\" : 400 , \"other\" : true } "), "the token was refused (400); get a fresh one"));
}

TEST("what is not that JSON is shown as it came, and what is too long ends where the room does")
{
    static const char *const others[] = { "", "{}", "no", "{\"status\"}", "{\"status\":}", "{\"status\":\"401\"", "{\"status\":\"401\",}", "{\"status\":\"4",
                                          "{\"status\":{\"a\":1}}", "{\"status\":\"4\\n01\"}", "{\"status\":\"401\"}x", "{\"scope\":\"a\"}", "[\"status\",\"401\"]" };
    char long_scope[300];

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CHECK(test_same(reason(others[i]), others[i]));
    snprintf(long_scope, sizeof long_scope, "{\"status\":\"401\",\"scope\":\"%0150d\"}", 7);
    CHECK(strncmp(reason(long_scope), "the token was refused (401); get a fresh one for the scope 000", 61) == 0 && strlen(reason(long_scope)) < 200);
}

TEST("no mechanism shows a secret where the facts do not say verified")
{
    const struct mechanism *showing[] = { &wax__sasl_plain, &wax__sasl_login, &wax__sasl_xoauth2, &wax__sasl_oauthbearer, &wax__sasl_cram_md5 };

    for (size_t i = 0; i < sizeof showing / sizeof *showing; i++)
        for (int clear = 0; clear < 2; clear++) {
            struct login l;
            begin(&l, showing[i], "ada", "sesame", NULL, showing[i]->name);
            l.facts.verified = false;
            l.x.facts = clear ? NULL : &l.facts;
            CHECK(answer(&l, "x") == WAX_E_AUTH && l.said.len == 0 && !strstr(l.why.text, "sesame"));
            CHECK(!wax__sasl_choose(SPAN(showing[i]->name), showing[i]->name, l.x.facts, &(wax_error){ 0 }));
            end(&l);
        }
}

TEST("an empty user or password is not tried, whatever the mechanism")
{
    const struct mechanism *all[] = { &wax__sasl_plain, &wax__sasl_login, &wax__sasl_xoauth2, &wax__sasl_oauthbearer, &wax__sasl_cram_md5,
                                      &wax__sasl_scram_sha1, &wax__sasl_scram_sha256_plus };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (int no_user = 0; no_user < 2; no_user++) {
            struct login l;
            begin(&l, all[i], no_user ? "" : "ada", no_user ? "sesame" : "", "nonce", all[i]->name);
            l.facts.has_exporter = true;
            CHECK(answer(&l, all[i] == &wax__sasl_cram_md5 ? "<x>" : "") == WAX_E_USAGE && l.said.len == 0);
            CHECK(strstr(l.why.text, no_user ? "the user for" : "the password") && !strstr(l.why.text, "sesame"));
            end(&l);
        }
}

TEST("a token with the byte that ends a field, and a question before we spoke, end XOAUTH2 each with its own sentence")
{
    struct login l;

    begin(&l, &wax__sasl_xoauth2, "ada", "a\1b", NULL, "XOAUTH2");
    CHECK(answer(&l, "") == WAX_E_USAGE && l.said.len == 0);
    end(&l);
    begin(&l, &wax__sasl_xoauth2, "a\1b", "token", NULL, "XOAUTH2");
    CHECK(answer(&l, "") == WAX_E_USAGE && l.said.len == 0);
    end(&l);
    begin(&l, &wax__sasl_xoauth2, "ada", "token", NULL, "XOAUTH2");
    CHECK(answer(&l, "who?") == WAX_E_PROTOCOL && l.said.len == 0);
    end(&l);
}

TEST("PLAIN answers once and no question, LOGIN two; then they are over")
{
    struct login l;

    begin(&l, &wax__sasl_plain, "ada", "sesame", NULL, "PLAIN");
    CHECK(answer(&l, "who?") == WAX_E_PROTOCOL && l.said.len == 0);
    end(&l);
    begin(&l, &wax__sasl_plain, "ada", "sesame", NULL, "PLAIN");
    CHECK(answer(&l, "") == WAX_OK && test_same_bytes(l.said.bytes, l.said.len, "\0ada\0sesame", 11));
    CHECK(answer(&l, "") == WAX_E_PROTOCOL);
    end(&l);
    begin(&l, &wax__sasl_plain, "ada", "x", NULL, "PLAIN");
    wax__secret_set(&l.who.secret, "a\0b", 3);
    CHECK(answer(&l, "") == WAX_E_USAGE && l.said.len == 0);
    end(&l);
    begin(&l, &wax__sasl_login, "ada", "sesame", NULL, "LOGIN");
    CHECK(says(&l, "Username:", "ada") && says(&l, "Username:", "sesame") && answer(&l, "Password:") == WAX_E_PROTOCOL);
    end(&l);
}

TEST("EXTERNAL and ANONYMOUS answer once, and ANONYMOUS with a word, if only its own name")
{
    const struct mechanism *once[] = { &wax__sasl_external, &wax__sasl_anonymous };

    for (size_t i = 0; i < 2; i++) {
        struct login l;
        begin(&l, once[i], "ada", "sesame", NULL, once[i]->name);
        CHECK(says(&l, "", "ada") && answer(&l, "") == WAX_E_PROTOCOL);
        end(&l);
        begin(&l, once[i], "", "", NULL, once[i]->name);
        CHECK(says(&l, "", i == 0 ? "" : "anonymous"));
        end(&l);
    }
}

TEST("only EXTERNAL and ANONYMOUS, asked for by name, do without a secret")
{
    CHECK(!wax__sasl_needs_secret("external") && !wax__sasl_needs_secret("ANONYMOUS"));
    CHECK(wax__sasl_needs_secret("PLAIN") && wax__sasl_needs_secret("SCRAM-SHA-256") && wax__sasl_needs_secret(NULL));
}

/* -- SCRAM --------------------------------------------------------------------------------------------------- */

static const char rfc5802_first[] = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";
static const char rfc7677_first[] = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

TEST("SCRAM-SHA-1 says what RFC 5802 s.5 shows, and believes the server's proof")
{
    struct login l;

    begin(&l, &wax__sasl_scram_sha1, "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL", "SCRAM-SHA-1");
    CHECK(says(&l, "", "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"));
    CHECK(says(&l, rfc5802_first, "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="));
    CHECK(!l.x.is_proved);
    CHECK(says(&l, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", "") && l.x.is_proved);
    end(&l);
}

TEST("SCRAM-SHA-256 says what RFC 7677 s.3 shows")
{
    struct login l;

    begin(&l, &wax__sasl_scram_sha256, "user", "pencil", "rOprNGfwEbeRWgbNEkqO", "SCRAM-SHA-256");
    CHECK(says(&l, "", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"));
    CHECK(says(&l, rfc7677_first, "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                  "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="));
    CHECK(says(&l, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "") && l.x.is_proved);
    end(&l);
}

TEST("a server that can't prove that it knows the password is left")
{
    static const char *lies[] = { "v=rmF9pqV8S7suAoZWja4dJRkFsKA=", "v=", "v=AAAA", "", "x=rmF9pqV8S7suAoZWja4dJRkFsKQ=", "rmF9pqV8S7suAoZWja4dJRkFsKQ=" };

    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        struct login l;
        begin(&l, &wax__sasl_scram_sha1, "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL", "SCRAM-SHA-1");
        answer(&l, "");
        answer(&l, rfc5802_first);
        CHECK(answer(&l, lies[i]) == WAX_E_AUTH && !l.x.is_proved);
        end(&l);
    }
}

TEST("a nonce that is not ours, a count out of bounds or a salt that can't be read stop SCRAM before the password is used")
{
    static const char *bad[] = {
        "r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096",             /* nothing added */
        "r=XXko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=4096",         /* another's */
        "r=fyko+d2lbbFgONRv9qkxdawL3\x01,s=QSXCR+Q6sek8bf92,i=4096",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=1",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=4095",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=600001",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=99999999999999999999",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=-1",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=!,i=4096", "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=,i=4096",
        "m=ext,r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=4096",   /* mandatory extension, s.5.1 */
        "r=fyko+d2lbbFgONRv9qkxdawL3rfc", "", "e=other-error",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct login l;
        begin(&l, &wax__sasl_scram_sha1, "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL", "SCRAM-SHA-1");
        answer(&l, "");
        wax__secret_clear(&l.said);
        if (!CHECK(answer(&l, bad[i]) != WAX_OK && l.said.len == 0))
            test_note("%s", bad[i]);
        end(&l);
    }
}

TEST("a user with a comma or an equals sign stays one name in SCRAM")
{
    struct login l;

    begin(&l, &wax__sasl_scram_sha1, "a,b=c", "pencil", "nonce", "SCRAM-SHA-1");
    CHECK(says(&l, "", "n,,n=a=2Cb=3Dc,r=nonce"));
    end(&l);
}

TEST("SCRAM draws a fresh nonce for each login, and keeps it when it is asked twice")
{
    struct login a, b;
    char first[200];

    begin(&a, &wax__sasl_scram_sha256, "user", "pencil", NULL, "SCRAM-SHA-256");
    begin(&b, &wax__sasl_scram_sha256, "user", "pencil", NULL, "SCRAM-SHA-256");
    answer(&a, "");
    answer(&b, "");
    CHECK(!test_same_bytes(a.said.bytes, a.said.len, b.said.bytes, b.said.len));
    snprintf(first, sizeof first, "%s", (const char *)a.said.bytes);
    a.x.step = 0;
    CHECK(says(&a, "", first));
    end(&a);
    end(&b);
}

TEST("-PLUS names its binding and sends it; without -PLUS on offer a client that could bind says so")
{
    struct login l;

    begin(&l, &wax__sasl_scram_sha256_plus, "user", "pencil", "nonce", "SCRAM-SHA-256-PLUS SCRAM-SHA-256");
    l.facts.has_exporter = true;
    memset(l.facts.exporter, 'x', sizeof l.facts.exporter);
    CHECK(says(&l, "", "p=tls-exporter,,n=user,r=nonce"));
    CHECK(answer(&l, "r=nonceS,s=QSXCR+Q6sek8bf92,i=4096") == WAX_OK);
    static const char bound[] = "c=cD10bHMtZXhwb3J0ZXIsLHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4,r=nonceS,p=";
    CHECK(strncmp((const char *)l.said.bytes, bound, sizeof bound - 1) == 0);
    end(&l);
    begin(&l, &wax__sasl_scram_sha256, "user", "pencil", "nonce", "SCRAM-SHA-256");
    l.facts.has_exporter = true;
    CHECK(says(&l, "", "y,,n=user,r=nonce"));
    end(&l);
    begin(&l, &wax__sasl_scram_sha256, "user", "pencil", "nonce", "SCRAM-SHA-256 SCRAM-SHA-256-PLUS");
    l.facts.has_exporter = true;
    CHECK(says(&l, "", "n,,n=user,r=nonce"));
    end(&l);
}

/* -- the choice ---------------------------------------------------------------------------------------------- */

static bool chooses(const char *offered, const char *wish, bool bound, const char *expected)
{
    wax_tls_info facts = { .verified = true, .has_exporter = bound };
    wax_error why = { 0 };
    const struct mechanism *m = wax__sasl_choose(SPAN(offered), wish, &facts, &why);

    CHECK((m == NULL) == (*why.text != 0));
    return test_same(m ? m->name : NULL, expected);
}

TEST("the strongest that both know is chosen; a token or certificate is never guessed")
{
    CHECK(chooses("LOGIN PLAIN XOAUTH2", NULL, true, "PLAIN"));
    CHECK(chooses("PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256", NULL, true, "SCRAM-SHA-256"));
    CHECK(chooses("PLAIN SCRAM-SHA-1 SCRAM-SHA-1-PLUS SCRAM-SHA-512", NULL, true, "SCRAM-SHA-1-PLUS"));
    CHECK(chooses("PLAIN SCRAM-SHA-1 SCRAM-SHA-1-PLUS", NULL, false, "SCRAM-SHA-1"));
    CHECK(chooses("plain", "Plain", false, "PLAIN"));
    CHECK(chooses("XOAUTH2 OAUTHBEARER EXTERNAL ANONYMOUS", NULL, true, NULL));
    CHECK(chooses("XOAUTH2 OAUTHBEARER", "oauthbearer", true, "OAUTHBEARER"));
    CHECK(chooses("PLAINX XPLAIN", NULL, true, NULL));
    CHECK(chooses("PLAIN", "SCRAM-SHA-256", true, NULL));
    CHECK(chooses("PLAIN", "KERBEROS_V4", true, NULL));
}

TEST("a mechanism is known by its whole name, in any case")
{
    CHECK(wax__sasl_knows("scram-sha-256-plus") && wax__sasl_knows("PLAIN"));
    CHECK(!wax__sasl_knows("PLAI") && !wax__sasl_knows("PLAIN ") && !wax__sasl_knows("") && !wax__sasl_knows("NTLM"));
}

TEST("after a refusal nothing is tried that gives away more")
{
    wax_tls_info facts = { .verified = true };
    struct span all = SPAN("PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256");

    CHECK(wax__sasl_next(&wax__sasl_scram_sha256, all, &facts) == &wax__sasl_scram_sha1);
    CHECK(wax__sasl_next(&wax__sasl_scram_sha1, all, &facts) == NULL);
    CHECK(wax__sasl_next(&wax__sasl_cram_md5, all, &facts) == NULL);
    CHECK(wax__sasl_next(&wax__sasl_plain, all, &facts) == &wax__sasl_login);
    CHECK(wax__sasl_next(&wax__sasl_login, all, &facts) == NULL);
}

TEST("after one that was bound to the channel was refused, nothing unbound is tried")
{
    wax_tls_info facts = { .verified = true, .has_exporter = true };
    struct span all = SPAN("PLAIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS");

    CHECK(wax__sasl_next(&wax__sasl_scram_sha256_plus, all, &facts) == &wax__sasl_scram_sha1_plus);
    CHECK(wax__sasl_next(&wax__sasl_scram_sha1_plus, all, &facts) == NULL);
}

TEST("why no mechanism was chosen is said so that one knows what to change")
{
    static const struct { const char *offered, *wish; bool clear; const char *says; } cases[] = {
        { "PLAIN", "KERBEROS_V4", false, "KERBEROS_V4 is not one of ours" }, { "PLAIN LOGIN", "SCRAM-SHA-1", false, "does not offer the mechanism SCRAM-SHA-1" },
        { "GSSAPI", NULL, false, "the server offers \"GSSAPI\"" }, { "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1-PLUS", false, "nothing to bind it to" },
        { "PLAIN", NULL, true, "is in the clear" }, { "SCRAM-SHA-1-PLUS", NULL, true, "is in the clear" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wax_tls_info facts = { .verified = true };
        wax_error why = { 0 };
        CHECK(!wax__sasl_choose(SPAN(cases[i].offered), cases[i].wish, cases[i].clear ? NULL : &facts, &why));
        if (!CHECK(strstr(why.text, cases[i].says)))
            test_note("%s", why.text);
    }
}

TEST("each of the three bindings is enough for -PLUS, and is the one that is named")
{
    static const char *text[] = { "p=tls-exporter,,n=user,r=nonce", "p=tls-unique,,n=user,r=nonce", "p=tls-server-end-point,,n=user,r=nonce" };

    for (int i = 0; i < 3; i++) {
        struct login l;
        begin(&l, &wax__sasl_scram_sha1_plus, "user", "pencil", "nonce", "SCRAM-SHA-1-PLUS");
        l.facts.has_exporter = i == 0;
        l.facts.unique_len = i == 1 ? 12 : 0;
        l.facts.end_point_len = i == 2 ? 32 : 0;
        CHECK(wax__sasl_choose(SPAN("SCRAM-SHA-1-PLUS"), NULL, &l.facts, &l.why) == &wax__sasl_scram_sha1_plus);
        CHECK(says(&l, "", text[i]));
        end(&l);
    }
}
