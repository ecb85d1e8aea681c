/* sink_auth.c -- logins: PLAIN, LOGIN, XOAUTH2 against the one pair of user and secret that the sink was told; EXTERNAL by the certificate
 * that TLS has verified.
 *
 * Knows RFC 4954 and the four mechanisms; a mechanism is a row of a table and takes one decoded response at a time.  Promise: no
 * login in the clear, whatever the client says, and no secret in the trace. */
#include "sink.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

struct sink_mechanism {
    const char *name;
    unsigned    offer;
    const char *first;              /* the challenge when no initial response came, base64 */
    void      (*on)(struct conn *, struct span response);
};

static hear_fn hear_response;

static bool is_same(struct span given, const char *expected)
{
    return given.len == strlen(expected) && CRYPTO_memcmp(given.p, expected, given.len) == 0;
}

static void refuse(struct conn *c, const char *why)
{
    c->hear = wax__sink_hear_command;
    wax__sink_reply(c, "535", "5.7.8", why);
}

static void let_in(struct conn *c, const char *user)
{
    c->hear = wax__sink_hear_command;
    c->session.is_logged_in = true;
    snprintf(c->session.user, sizeof c->session.user, "%s", user);
    wax__sink_reply(c, "235", "2.7.0", "Accepted");
}

static void finish(struct conn *c, bool is_right)
{
    if (is_right)
        let_in(c, c->sink->user);
    else
        refuse(c, "user or password is wrong");
}

static void challenge(struct conn *c, const char *base64)
{
    wax__sink_put(c, "334 ", 4);
    wax__sink_put(c, base64, strlen(base64));
    wax__sink_put(c, "\r\n", 2);
    wax__sink_trace(c, WAX_TRACE_HEARD, "334 ...", 7);
    c->hear = hear_response;
}

/* RFC 4616: [authzid] NUL authcid NUL password. */
static void on_plain(struct conn *c, struct span r)
{
    const uint8_t *a = memchr(r.p, 0, r.len), *end = r.p + r.len;
    const uint8_t *b = a ? memchr(a + 1, 0, (size_t)(end - a - 1)) : NULL;
    struct span user = { a ? a + 1 : r.p, b ? (size_t)(b - a - 1) : 0 };

    finish(c, b && is_same(user, c->sink->user) && is_same((struct span){ b + 1, (size_t)(end - b - 1) }, c->sink->password));
}

static void on_login(struct conn *c, struct span r)
{
    struct login *l = &c->login;

    if (l->step++ > 0) {
        finish(c, is_same(r, c->sink->password) && strcmp(l->user, c->sink->user) == 0);
        return;
    }
    size_t n = r.len < sizeof l->user ? r.len : 0;
    memcpy(l->user, r.p, n);
    l->user[n] = 0;
    challenge(c, "UGFzc3dvcmQ6");
}

/* "user=" user ^A "auth=Bearer " token ^A ^A; on failure a challenge says why, and the client answers it with nothing. */
static void on_xoauth2(struct conn *c, struct span r)
{
    struct buf expected = { 0 };
    bool is_right = c->login.step == 0 && wax__buf_putf(&expected, "user=%s\1auth=Bearer %s\1\1", c->sink->user, c->sink->password) &&
                    wax__buf_put(&expected, "", 1) && is_same(r, (const char *)expected.mem);

    wax__buf_wipe(&expected);
    if (is_right || c->login.step++ > 0)
        finish(c, is_right);
    else
        challenge(c, "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIn0=");
}

/* RFC 4422 A: who the certificate says, whom the client may name. */
static void on_external(struct conn *c, struct span r)
{
    const char *user = wax_stream_info(c->stream)->subject;

    if (!*user)
        refuse(c, "the certificate names nobody");
    else if (r.len && !is_same(r, user))
        refuse(c, "the certificate is somebody else's");
    else
        let_in(c, user);
}

static const struct sink_mechanism mechanisms[] = {
    { "PLAIN", OFFER_PLAIN, "", on_plain },
    { "LOGIN", OFFER_LOGIN, "VXNlcm5hbWU6", on_login },
    { "XOAUTH2", OFFER_XOAUTH2, "", on_xoauth2 },
    { "EXTERNAL", OFFER_EXTERNAL, "", on_external },
};

static void respond(struct conn *c, struct span base64)
{
    uint8_t raw[SINK_AUTH_LINE];
    size_t n = 0;

    if (wax__text_from_base64(raw, &n, base64.p, base64.len)) {
        c->login.mechanism->on(c, (struct span){ raw, n });
    } else {
        c->hear = wax__sink_hear_command;
        wax__sink_reply(c, "501", "5.5.2", "the response is not base64");
    }
    OPENSSL_cleanse(raw, n);
}

static size_t hear_response(struct conn *c, const uint8_t *p, size_t len)
{
    struct span line;

    if (!wax__sink_line(c, p, len, SINK_AUTH_LINE, &line))
        return 0;
    if (c->has_more) {
        wax__sink_broke_rules(c, "503 5.5.1 bytes came behind a response whose reply has to be waited for");
        return line.len + 2;
    }
    wax__sink_trace(c, WAX_TRACE_SAID, "<secret>", 8);
    if (line.len == 1 && line.p[0] == '*') {        /* RFC 4954 s.4: the client gives up */
        c->hear = wax__sink_hear_command;
        wax__sink_reply(c, "501", "5.7.0", "the login was given up");
    } else {
        respond(c, line);
    }
    return line.len + 2;
}

static const struct sink_mechanism *find(const struct conn *c, struct span name)
{
    for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++)
        if (wax__text_same(name, mechanisms[i].name) && (c->session.offered & mechanisms[i].offer))
            return &mechanisms[i];
    return NULL;
}

static const char *may_log_in(const struct conn *c)
{
    if (!c->sink->user && !c->sink->client_ca)
        return "502 5.5.1 there is no login here";
    if (wax_stream_epoch(c->stream) == 0)
        return "538 5.7.11 a login needs TLS";
    if (!(c->session.offered & OFFER_AUTH))
        return "503 5.5.1 EHLO has to offer AUTH first";
    if (c->session.is_logged_in)
        return "503 5.5.1 the login was done";                 /* RFC 4954 s.4 */
    return c->mail.has_sender ? "503 5.5.1 a mail is under way" : NULL;
}

void wax__sink_auth(struct conn *c, struct span args)
{
    const uint8_t *space = memchr(args.p, ' ', args.len);
    struct span name = { args.p, space ? (size_t)(space - args.p) : args.len };
    struct span initial = { space ? space + 1 : NULL, space ? args.len - name.len - 1 : 0 };
    const char *bad = may_log_in(c);

    c->login = (struct login){ .mechanism = find(c, name) };
    if (!bad && !c->login.mechanism)
        bad = "504 5.5.4 this mechanism is not offered";
    if (bad)
        wax__sink_reply_line(c, bad);
    else if (!space)
        challenge(c, c->login.mechanism->first);
    else
        respond(c, initial.len == 1 && initial.p[0] == '=' ? (struct span){ initial.p, 0 } : initial);
}
