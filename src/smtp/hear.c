/* hear.c -- one function a reply of the conversation itself: greeting, hello, STARTTLS, login.
 *
 * Each returns the next state; where the conversation must end, it writes the sentence that says why.
 */
#include "core.h"

#include "fail.h"
#include "limit.h"

#include <string.h>

static enum state refused(struct wax_smtp *c, const struct entry *e, const struct reply *r, const char *what)
{
    wax__reply_fail(&c->why, r, wax__states[e->line].stage, what);
    return GIVE_UP;
}

static bool wants_tls(const struct wax_smtp *c)
{
    return c->tls == WAX_TLS_REQUIRED;
}

enum state on_greeting(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    if (r->code != 220)
        return refused(c, e, r, "expected the greeting 220, but the server does not want to talk");
    return wax__stops(c, WAX_STOP_GREETING) ? wax__goodbye(c) : CLEAR_HELLO;
}

enum state on_secure_greeting(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    return r->code == 220 ? SECURE_HELLO : refused(c, e, r, "expected the greeting 220, but the server does not want to talk");
}

static enum state learn(struct wax_smtp *c, const struct reply *r)
{
    c->epoch.caps = wax__caps_learn(r);
    c->epoch.has_caps = true;
    return STAY;
}

static enum state no_starttls(struct wax_smtp *c)
{
    wax__fail(&c->why, WAX_E_TLS_REQUIRED, "starttls",
              "%s does not offer STARTTLS and TLS is required, so nothing was sent; someone on the path may have removed the offer. "
              "If the server has a port for TLS from the first byte (465), use smtps://", c->host);
    return GIVE_UP;
}

enum state on_clear_hello(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    if (reply_class(r) == 5 && !wants_tls(c) && !c->is_lmtp)
        return CLEAR_HELO;                      /* RFC 5321 s.3.2: only where the clear is good enough anyway */
    if (r->code != 250)
        return refused(c, e, r, "the server refused EHLO, so TLS and everything else can't be had");
    learn(c, r);
    if (wax__stops(c, WAX_STOP_EHLO))
        return wax__goodbye(c);
    if (c->tls == WAX_TLS_INSECURE_NONE)
        return STAY_CLEAR;
    if (epoch_offers(&c->epoch, CAP_STARTTLS))
        return STARTTLS;
    return wants_tls(c) ? no_starttls(c) : STAY_CLEAR;
}

enum state on_helo(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    if (r->code != 250)
        return refused(c, e, r, "the server refused EHLO and HELO");
    wax__stops(c, WAX_STOP_EHLO);
    return STAY_CLEAR;
}

enum state on_starttls(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    char text[300];

    (void)e;
    if (r->code == 220)
        return UPGRADE;
    if (!wants_tls(c) && reply_class(r) >= 4)
        return STAY_CLEAR;
    wax__reply_print(text, sizeof text, r);
    c->why.smtp = r->code;
    if (!wants_tls(c))
        wax__fail(&c->why, WAX_E_PROTOCOL, "starttls", "expected 220 or a refusal to STARTTLS, got %s: is %s a mail server?", text, c->host);
    else
        wax__fail(&c->why, WAX_E_TLS_REQUIRED, "starttls", "%s offered STARTTLS and then answered it with %s; TLS is required, so nothing was "
                  "sent%s", c->host, text, reply_class(r) == 4 ? "; try again later" : "");
    return GIVE_UP;
}

/* -- inside TLS --------------------------------------------------------------------------------------------- */

static enum state begin_exchange(struct wax_smtp *c, const struct mechanism *m)
{
    wax__admission_begin(c->epoch.admission, m, &c->login, c->host);
    return m ? AUTH : GIVE_UP;
}

/* GSSAPI, EXTERNAL and ANONYMOUS may say no name at all. */
static const char *whose(const struct wax_smtp *c)
{
    return *c->login.user ? c->login.user : "somebody without a name";
}

static enum state begin_login(struct wax_smtp *c, const struct reply *ehlo)
{
    struct admission *a = c->epoch.admission;

    wax__caps_mechanisms(a->offered, ehlo);
    if (epoch_offers(&c->epoch, CAP_AUTH))
        return begin_exchange(c, wax__sasl_choose(admission_offered(a), c->wish, epoch_facts(&c->epoch), &c->why));
    wax__fail(&c->why, WAX_E_NO_MECHANISM, "auth",
              "a login for %s is configured, but %s offers no AUTH inside TLS, so nothing was sent; is it the submission port (587 or 465)?",
              whose(c), c->host);
    return GIVE_UP;
}

enum state on_secure_hello(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    if (r->code != 250)
        return refused(c, e, r, "the server refused EHLO inside TLS");
    learn(c, r);
    if (wax__stops(c, WAX_STOP_STARTTLS) || wax__stops(c, WAX_STOP_EHLO) || wax__stops(c, WAX_STOP_GREETING))
        return READY;                           /* the last two: it was TLS from the first byte */
    return c->has_login ? begin_login(c, r) : READY;
}

enum state on_authed_hello(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    if (r->code != 250)
        return refused(c, e, r, "the server refused EHLO after the login");
    learn(c, r);
    return READY;
}

static enum state on_challenge(struct wax_smtp *c, const struct reply *r)
{
    struct admission *a = c->epoch.admission;
    struct span text = { 0 };
    size_t at = 0, n = 0;

    wax__reply_line(r, &at, &text);
    wax__buf_wipe(&a->challenge);
    uint8_t *to = wax__buf_room(&a->challenge, text.len + 1);
    if (!to)
        wax__fail_memory(&c->why, "auth");
    else if (r->lines != 1 || !wax__text_from_base64(to, &n, text.p, text.len))
        wax__fail(&c->why, WAX_E_PROTOCOL, "auth", "%s sent a challenge that is not base64, so the login was ended", c->host);
    else if (a->lines >= LIMIT_AUTH_STEPS)
        wax__fail(&c->why, WAX_E_LIMIT, "auth", "%s asked more than %d questions in one login", c->host, LIMIT_AUTH_STEPS);
    buf_added(&a->challenge, to ? n : 0);
    return c->why.status ? GIVE_UP : AUTH;
}

static enum state login_refused(struct wax_smtp *c, const struct reply *r)
{
    const struct exchange *x = &c->epoch.admission->exchange;
    char text[300];

    wax__reply_print(text, sizeof text, r);
    c->why.smtp = r->code;
    memcpy(c->why.enhanced, r->enhanced, sizeof c->why.enhanced);
    wax__fail(&c->why, reply_class(r) == 4 ? WAX_E_DEFERRED : reply_class(r) == 5 ? WAX_E_AUTH : WAX_E_PROTOCOL, "auth",
              "%s did not accept the login of %s with %s: %s%s%s", c->host, whose(c), x->mechanism->name, text,
              *x->hint ? "; it explains: " : "", x->hint);
    return GIVE_UP;
}

/* 535 to a proof may mean that no key is kept for this mechanism, once; 535 to the password itself, or a second one, is about the
 * password, and some servers count them and lock the account. */
static bool is_about_the_secret(struct wax_smtp *c, const struct reply *r)
{
    bool was_doubted = c->epoch.is_secret_doubted;

    if (r->code != 535)
        return false;
    c->epoch.is_secret_doubted = true;
    return was_doubted || c->epoch.admission->exchange.mechanism->gives == GIVES_THE_SECRET;
}

/* A password may be kept for one mechanism and not for another.  The next is tried only where that gives away no more than was given
 * already (mechanism_next), never after one that was named, and never to hear again that the secret is wrong. */
static enum state on_refusal(struct wax_smtp *c, const struct reply *r)
{
    struct admission *a = c->epoch.admission;
    const struct mechanism *next = NULL;

    if (reply_class(r) == 5 && !is_about_the_secret(c, r) && !c->wish)
        next = wax__sasl_next(a->exchange.mechanism, admission_offered(a), epoch_facts(&c->epoch));
    return next ? begin_exchange(c, next) : login_refused(c, r);
}

/* 235 from a server that was to prove that it knows the password, and did not, is what an impostor would say. */
static enum state on_login(struct wax_smtp *c)
{
    const struct exchange *x = &c->epoch.admission->exchange;

    c->epoch.is_authed = !x->mechanism->proves_server || x->is_proved;
    if (c->epoch.is_authed) {
        wax__stops(c, WAX_STOP_AUTH);
        return READY;
    }
    wax__fail(&c->why, WAX_E_AUTH, "proof", "%s said yes to the login of %s without the proof that %s asks of it, so it is not to be trusted",
              c->host, c->login.user, x->mechanism->name);
    return GIVE_UP;
}

enum state on_auth(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    (void)e;
    if (r->code == 334)
        return on_challenge(c, r);
    return r->code == 235 ? on_login(c) : on_refusal(c, r);
}

enum state on_quit(struct wax_smtp *c, const struct entry *e, const struct reply *r)
{
    (void)c;
    (void)e;
    (void)r;
    return CLOSED;
}
