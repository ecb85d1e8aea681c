/* login_test.c -- the login as the core conducts it, with mechanisms that no server of this world has.
 *
 * The core links to the face of sasl (mechanism.h) and to none of its mechanisms, so this test brings its own.
 */
#include "core.h"
#include "limit.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *response_text = "";
static size_t      times_asked;
static char        asked[100];          /* the challenge that was answered last */

static bool is_unwilling;

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    (void)x;
    if (is_unwilling) {
        *why = (wax_error){ .status = WAX_E_AUTH, .stage = "auth", .text = "not here" };
        return WAX_E_AUTH;
    }
    times_asked++;
    snprintf(asked, sizeof asked, "%.*s", (int)challenge.len, (const char *)challenge.p);
    return wax__secret_set(response, response_text, strlen(response_text)) ? WAX_OK : WAX_E_NOMEM;
}

static const struct mechanism *fallback;
static struct mechanism mechanism = { .name = "TEST", .speaks_first = true, .respond = respond };

const struct mechanism *wax__sasl_choose(struct span offered, const char *wish, const wax_tls_info *facts, wax_error *why)
{
    (void)offered, (void)wish, (void)facts, (void)why;
    return &mechanism;
}

const struct mechanism *wax__sasl_next(const struct mechanism *refused, struct span offered, const wax_tls_info *facts)
{
    (void)refused, (void)offered, (void)facts;
    return fallback;
}

static void hear(wax_smtp *c, const char *text)
{
    size_t used;

    for (size_t at = 0; text[at]; at += used)
        if (wax_smtp_hear(c, 1, (const uint8_t *)text + at, strlen(text + at), &used) || !used)
            return;
}

/* What is said next, as text; lost with the next call. */
static const char *said(wax_smtp *c)
{
    static char text[4096];
    size_t n, all = 0;

    while (wax_smtp_step(c) == WAX_SEND) {
        const uint8_t *p = wax_smtp_out(c, &n);
        memcpy(text + all, p, n);
        all += n;
        wax_smtp_sent(c, n);
    }
    text[all] = 0;
    return text;
}

/* As far as the first line of the login, which is not taken yet. */
static wax_smtp *at_login(const char *response)
{
    wax_smtp *c = wax_smtp_new("mail.example.net");

    response_text = response;
    times_asked = 0;
    wax_smtp_set_tls(c, WAX_TLS_IMPLICIT);
    wax_smtp_set_login(c, "ada", "sesame");
    wax_smtp_step(c);
    wax_smtp_upgraded(c, &(wax_tls_info){ .verified = true });
    hear(c, "220 hello\r\n");
    said(c);
    hear(c, "250-x\r\n250 AUTH TEST\r\n");
    return c;
}

TEST("an initial response that is empty is said as an equals sign, RFC 4954 s.4")
{
    wax_smtp *c = at_login("");

    CHECK(test_same(said(c), "AUTH TEST =\r\n"));
    wax_smtp_free(c);
}

TEST("a later response that is empty is an empty line")
{
    wax_smtp *c = at_login("");

    said(c);
    hear(c, "334 \r\n");
    CHECK(test_same(said(c), "\r\n"));
    wax_smtp_free(c);
}

TEST("an initial response rides along while its line has room for it, and waits for the 334 where it has none")
{
    char response[400] = "";

    for (int fits = 1; fits >= 0; fits--) {
        size_t n = (LIMIT_AUTH_LINE - strlen("AUTH TEST ") - 2) / 4 * 3 + !fits;
        memset(response, 'x', n);
        response[n] = 0;
        wax_smtp *c = at_login(response);
        const char *line = said(c);
        CHECK(fits ? strlen(line) > 500 && strlen(line) <= LIMIT_AUTH_LINE : test_same(line, "AUTH TEST\r\n"));
        hear(c, "334 \r\n");
        CHECK(c->epoch.admission->exchange.step == (fits ? 1 : 0) && strlen(said(c)) > 500 && times_asked == 2);
        wax_smtp_free(c);
    }
}

TEST("a server that asks for ever is left")
{
    wax_smtp *c = at_login("x");
    int n = 0;

    while (*said(c) && n < 1000) {
        hear(c, "334 \r\n");
        n++;
    }
    CHECK(n == LIMIT_AUTH_STEPS && wax_smtp_error(c)->status == WAX_E_LIMIT && times_asked == LIMIT_AUTH_STEPS);
    wax_smtp_free(c);
}

TEST("a secret is wiped from the bytes on their way out as soon as they have gone")
{
    wax_smtp *c = at_login("sesame");
    size_t n;

    CHECK(wax_smtp_step(c) == WAX_SEND);
    const uint8_t *p = wax_smtp_out(c, &n);
    CHECK(n == strlen("AUTH TEST c2VzYW1l\r\n") && memcmp(p, "AUTH TEST c2VzYW1l", 18) == 0);
    wax_smtp_sent(c, n - 2);
    wax_smtp_sent(c, 2);
    CHECK(c->n_said == c->n_sent && c->epoch.ledger.ring[c->epoch.ledger.first].said == c->n_sent);
    for (size_t i = 0; i < c->out.size && i < n; i++)
        CHECK(c->out.mem[i] == 0);
    wax_smtp_free(c);
}

static char heard[2048];

static void note_heard(void *user, const wax_trace_event *e)
{
    (void)user;
    if (e->kind == WAX_TRACE_HEARD)
        snprintf(heard + strlen(heard), sizeof heard - strlen(heard), "%s\n", e->text);
}

TEST("a server that repeats the secret, or base64 that holds it, gets neither into an error nor into a trace")
{
    static const char *ends[] = { "500 AUTH TEST AGFkYQBzZXNhbWU= sesame\r\n", "334-sesame\r\n334 c2VzYW1l\r\n", "235-sesame\r\n250 x\r\n",
                                  "sesame\r\n", "AGFkYQBzZXNhbWU=\r\n", "235 sesame\r\n250 sesame\r\n", "421 sesame\r\n" };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        wax_smtp *c = at_login("sesame");
        wax_smtp_set_trace(c, note_heard, NULL);
        heard[0] = 0;
        said(c);
        hear(c, ends[i]);
        if (!CHECK(wax_smtp_step(c) == WAX_FAILED && !strstr(heard, "sesame") && !strstr(heard, "FkYQBz") && !strstr(heard, "c2Vz")
                   && !strstr(wax_smtp_error(c)->text, "sesame") && !strstr(wax_smtp_error(c)->text, "zZXNhbWU")))
            test_note("%s: %s %s", ends[i], wax_smtp_error(c)->text, heard);
        wax_smtp_free(c);
    }
}

TEST("when the login is over, nothing of the exchange is kept")
{
    static const char *ends[] = { "235 yes\r\n", "535 no\r\n" };

    for (int i = 0; i < 2; i++) {
        wax_smtp *c = at_login("sesame");
        said(c);
        hear(c, "334 c2VzYW1l\r\n");
        said(c);
        memset(c->epoch.admission->exchange.state, 's', sizeof c->epoch.admission->exchange.state);
        hear(c, ends[i]);
        CHECK(!c->epoch.admission && !epoch_facts(&c->epoch));
        CHECK((c->state == READY) == (i == 0) && c->epoch.is_authed == (i == 0));
        wax_smtp_free(c);
    }
}

TEST("who does not log in keeps nothing to log in with")
{
    wax_smtp *c = wax_smtp_new("mail.example.net");

    wax_smtp_set_tls(c, WAX_TLS_IMPLICIT);
    wax_smtp_step(c);
    wax_smtp_upgraded(c, &(wax_tls_info){ .verified = true });
    hear(c, "220 hello\r\n");
    said(c);
    CHECK(epoch_facts(&c->epoch));
    hear(c, "250-x\r\n250 AUTH TEST\r\n");
    CHECK(c->state == READY && !epoch_facts(&c->epoch) && c->epoch.is_verified);
    wax_smtp_free(c);
}

TEST("a mechanism that asks the server for a proof does not believe its 235 without one")
{
    mechanism.proves_server = true;
    for (int proved = 0; proved < 2; proved++) {
        wax_smtp *c = at_login("x");
        said(c);
        c->epoch.admission->exchange.is_proved = proved;
        hear(c, "235 yes\r\n");
        CHECK((wax_smtp_step(c) == WAX_IDLE) == proved && wax_smtp_error(c)->status == (proved ? WAX_OK : WAX_E_AUTH));
        wax_smtp_free(c);
    }
    mechanism.proves_server = false;
}

TEST("each response answers its own challenge and nothing that was asked before, in this mechanism or the last")
{
    wax_smtp *c = at_login("x");

    said(c);
    hear(c, "334 b25l\r\n");
    said(c);
    CHECK(test_same(asked, "one"));
    hear(c, "334 dHdv\r\n");
    said(c);
    CHECK(test_same(asked, "two"));
    fallback = &mechanism;
    hear(c, "535 no\r\n");
    fallback = NULL;
    CHECK(test_same(said(c), "AUTH TEST eA==\r\n") && test_same(asked, "") && c->epoch.admission->lines == 1 && c->epoch.admission->exchange.step == 1);
    hear(c, "535 5.7.8 no\r\n");
    CHECK(wax_smtp_error(c)->status == WAX_E_AUTH && wax_smtp_error(c)->smtp == 535 && test_same(wax_smtp_error(c)->enhanced, "5.7.8"));
    wax_smtp_free(c);
}

TEST("535 to a proof is believed the second time, whatever else was refused between; other refusals are about the mechanism")
{
    fallback = &mechanism;
    wax_smtp *c = at_login("x");
    static const char *refusals[] = { "504 5.5.4 no\r\n", "534 5.7.9 no\r\n", "535 5.7.8 no\r\n", "504 5.5.4 no\r\n" };

    said(c);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        hear(c, refusals[i]);
        CHECK(test_same(said(c), "AUTH TEST eA==\r\n"));
    }
    hear(c, "535 5.7.8 no\r\n");
    CHECK(wax_smtp_step(c) == WAX_FAILED && wax_smtp_error(c)->status == WAX_E_AUTH && times_asked == 5);
    fallback = NULL;
    wax_smtp_free(c);
}

TEST("a mechanism that will not answer says nothing, and its sentence is the conversation's")
{
    is_unwilling = true;
    wax_smtp *c = at_login("x");
    size_t n;

    CHECK(wax_smtp_step(c) == WAX_FAILED && test_same(wax_smtp_error(c)->text, "not here"));
    wax_smtp_out(c, &n);
    CHECK(n == 0);
    is_unwilling = false;
    wax_smtp_free(c);
}

/* -- the gate ------------------------------------------------------------------------------------------------ */

TEST("whoever stays in the clear may have demanded no TLS and have no login, however they came to the gate")
{
    for (int mode = WAX_TLS_REQUIRED; mode <= WAX_TLS_INSECURE_NONE; mode++)
        for (int has_login = 0; has_login < 2; has_login++) {
            wax_smtp *c = wax_smtp_new("mail.example.net");
            bool is_demanded = mode == WAX_TLS_REQUIRED || mode == WAX_TLS_IMPLICIT;
            wax_smtp_set_tls(c, (wax_tls_mode)mode);
            if (has_login)
                wax_smtp_set_login(c, "ada", "sesame");
            CHECK((wax__gate(c) == READY) == (!is_demanded && !has_login));
            CHECK(c->why.status == (is_demanded ? WAX_E_TLS_REQUIRED : has_login ? WAX_E_AUTH : WAX_OK));
            wax_smtp_free(c);
        }
}

/* -- what leaves is one line, whatever stood in the fields it was made of ------------------------------------- */

TEST("no field that holds a line end or a NUL can become a command, even if nobody had looked at it before")
{
    static const char *bad[] = { "a\r\nRSET", "a\nRSET", "a\rRSET" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wax_smtp *c = wax_smtp_new("mail.example.net");
        wax_smtp_set_tls(c, WAX_TLS_IMPLICIT);
        free(c->name);
        c->name = strdup(bad[i]);
        wax_smtp_step(c);
        wax_smtp_upgraded(c, &(wax_tls_info){ .verified = true });
        hear(c, "220 hello\r\n");
        CHECK(*said(c) == 0 && wax_smtp_step(c) == WAX_FAILED && wax_smtp_error(c)->status == WAX_E_USAGE);
        wax_smtp_free(c);
    }
}

TEST("no command is longer than the limit")
{
    wax_smtp *c = wax_smtp_new("mail.example.net");
    char *name = malloc(LIMIT_COMMAND + 1);

    memset(name, 'a', LIMIT_COMMAND);
    name[LIMIT_COMMAND] = 0;
    wax_smtp_set_tls(c, WAX_TLS_IMPLICIT);
    free(c->name);
    c->name = name;
    wax_smtp_step(c);
    wax_smtp_upgraded(c, &(wax_tls_info){ .verified = true });
    hear(c, "220 hello\r\n");
    CHECK(*said(c) == 0 && strstr(wax_smtp_error(c)->text, "longer than"));
    wax_smtp_free(c);
}
