/* socks5.c -- SOCKS version 5: which login, the login, the request (RFC 1928, RFC 1929).
 *
 * Every answer has a length that its beginning tells, so that no byte behind it is wanted. */
#include "proxy_step.h"

#include "fail.h"

#include <arpa/inet.h>
#include <string.h>

enum { VERSION = 5, LOGIN_VERSION = 1, NO_LOGIN = 0, BY_PASSWORD = 2, NOTHING_FITS = 255, CONNECT = 1, IPV4 = 1, NAME = 3, IPV6 = 4, ANSWER_HEAD = 5 };

/* What is heard from here on answers this. */
static enum proxy_step say(struct proxy_talk *t, const void *bytes, size_t len, enum proxy_step next, size_t wanted)
{
    t->n_in = 0;
    t->wanted = wanted;
    return wax__buf_put(&t->out, bytes, len) ? next : wax__proxy_lacks_memory(t);
}

/* A proxy that wants no login gets none, also from who has one. */
enum proxy_step wax__socks5_begin(struct proxy_talk *t)
{
    const uint8_t both[] = { VERSION, 2, NO_LOGIN, BY_PASSWORD }, none[] = { VERSION, 1, NO_LOGIN };

    return t->wish->user ? say(t, both, sizeof both, PROXY_METHOD, 2) : say(t, none, sizeof none, PROXY_METHOD, 2);
}

/* -- the request -------------------------------------------------------------------------------------------- */

/* s.5: an address as its bytes, a name with its length before it.  How many bytes it takes. */
static size_t put_host(uint8_t *to, const char *host)
{
    size_t len = strlen(host);

    if (inet_pton(AF_INET, host, to + 1) == 1) {
        to[0] = IPV4;
        return 5;
    }
    if (inet_pton(AF_INET6, host, to + 1) == 1) {
        to[0] = IPV6;
        return 17;
    }
    to[0] = NAME;
    to[1] = (uint8_t)len;
    memcpy(to + 2, host, len);
    return 2 + len;
}

static enum proxy_step request(struct proxy_talk *t)
{
    uint8_t bytes[3 + 2 + 255 + 2] = { VERSION, CONNECT, 0 };
    size_t n = 3 + put_host(bytes + 3, t->wish->host);

    bytes[n++] = (uint8_t)(t->wish->port >> 8);
    bytes[n++] = (uint8_t)t->wish->port;
    return say(t, bytes, n, PROXY_ANSWER, ANSWER_HEAD);
}

/* RFC 1929 s.2: in the clear, as the RFC itself warns. */
static enum proxy_step log_in(struct proxy_talk *t)
{
    uint8_t bytes[3 + 255 + 255] = { LOGIN_VERSION };
    size_t n_user = strlen(t->wish->user), n = 2 + n_user;

    bytes[1] = (uint8_t)n_user;
    memcpy(bytes + 2, t->wish->user, n_user);
    bytes[n++] = (uint8_t)t->wish->secret->len;
    memcpy(bytes + n, t->wish->secret->bytes, t->wish->secret->len);
    enum proxy_step next = say(t, bytes, n + t->wish->secret->len, PROXY_LOGIN, 2);
    wax__wipe(bytes, sizeof bytes);
    return next;
}

/* -- the answers -------------------------------------------------------------------------------------------- */

static enum proxy_step fail_version(struct proxy_talk *t, const char *expected)
{
    wax__fail(&t->why, WAX_E_PROTOCOL, "proxy", "the proxy %.200s answered with the bytes %02x %02x, which is not %s; is it a SOCKS5 proxy?",
              t->wish->name, t->in[0], t->in[1], expected);
    return PROXY_FAILED;
}

static enum proxy_step fail_login(struct proxy_talk *t)
{
    wax__fail(&t->why, WAX_E_AUTH, "proxy", t->wish->user ? "the proxy %.200s takes neither a password nor a client without login"
              : "the proxy %.200s wants a login: name the user in its URL, and give the password", t->wish->name);
    return PROXY_FAILED;
}

static enum proxy_step on_method(struct proxy_talk *t)
{
    if (t->in[0] != VERSION)
        return fail_version(t, "SOCKS version 5");
    if (t->in[1] == NO_LOGIN)
        return request(t);
    if (t->in[1] == BY_PASSWORD && t->wish->user)
        return log_in(t);
    return t->in[1] == NOTHING_FITS ? fail_login(t) : fail_version(t, "a way to log in that it was offered");
}

static enum proxy_step on_login(struct proxy_talk *t)
{
    if (t->in[0] != LOGIN_VERSION)
        return fail_version(t, "an answer to a login");
    if (t->in[1] == 0)
        return request(t);
    wax__fail(&t->why, WAX_E_AUTH, "proxy", "the proxy %.200s refused the login of %.100s: wrong user or password?", t->wish->name, t->wish->user);
    return PROXY_FAILED;
}

static const char *reason(uint8_t code)
{
    static const char *const reasons[] = { NULL, "it failed, without saying why", "its rules do not allow it", "it can't reach that network",
        "it can't reach that host", "the connection was refused", "the way is too long", "it makes no connections",
        "it does not know that kind of address" };

    return code < sizeof reasons / sizeof *reasons ? reasons[code] : "it gives a reason that has no meaning";
}

/* s.6: how long it is, its fifth byte tells; what the address in it means, nobody asks. */
static enum proxy_step on_answer(struct proxy_talk *t)
{
    if (t->in[0] != VERSION)
        return fail_version(t, "SOCKS version 5");
    if (t->in[1]) {
        wax__fail(&t->why, WAX_E_IO, "proxy", "the proxy %.200s does not lead to %.200s port %u: %s", t->wish->name, t->wish->host, t->wish->port, reason(t->in[1]));
        return PROXY_FAILED;
    }
    t->wanted = t->in[3] == IPV4 ? 10 : t->in[3] == IPV6 ? 22 : t->in[3] == NAME ? (size_t)7 + t->in[4] : 0;
    return t->wanted ? PROXY_ADDRESS : fail_version(t, "followed by an address");
}

enum proxy_step wax__socks5_hear(struct proxy_talk *t)
{
    switch (t->step) {
    case PROXY_METHOD: return on_method(t);
    case PROXY_LOGIN: return on_login(t);
    case PROXY_ANSWER: return on_answer(t);
    default: return PROXY_OPEN;
    }
}
