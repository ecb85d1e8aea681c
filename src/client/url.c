/* url.c -- see url.h. */
#include "url.h"

#include "fail.h"
#include "idna.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct scheme {
    const char  *name;
    unsigned     port;          /* 0: it must be said */
    bool         is_lmtp, is_local;
    wax_tls_mode tls;
} schemes[] = {
    { "submission", 587, false, false, WAX_TLS_REQUIRED },          /* RFC 6409 */
    { "submissions", 465, false, false, WAX_TLS_IMPLICIT },         /* RFC 8314 */
    { "smtps", 465, false, false, WAX_TLS_IMPLICIT },
    { "smtp", 25, false, false, WAX_TLS_REQUIRED },
    { "lmtp", 0, true, false, WAX_TLS_REQUIRED },
    { "lmtp+unix", 0, true, true, WAX_TLS_INSECURE_NONE },          /* whoever may open the socket is who was meant */
};

/* While it is read, each with the room that it may take. */
struct parts {
    char         user[URL_USER + 1], host[LIMIT_DOMAIN + 1], path[URL_PATH + 1];
    unsigned     port;
    bool         is_lmtp;
    wax_tls_mode tls;
};

static struct span span_of(const char *from, const char *to)
{
    return (struct span){ (const uint8_t *)from, (size_t)(to - from) };
}

static wax_status wrong(wax_error *why, const char *sentence)
{
    return wax__fail(why, WAX_E_USAGE, "url", "%s", sentence);
}

/* -- the parts ---------------------------------------------------------------------------------------------- */

static const struct scheme *find_scheme(struct span name)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (wax__text_same(name, schemes[i].name))
            return &schemes[i];
    return NULL;
}

static wax_status fail_scheme(struct span name, wax_error *why)
{
    return wax__fail(why, WAX_E_USAGE, "url", "the server is a URL that begins with submission://, submissions://, smtps://, smtp://, "
                     "lmtp:// or lmtp+unix://, such as submission://mail.example.org, not with \"%.*s\"",
                     (int)(name.len < 40 ? name.len : 40), (const char *)name.p);
}

static int hex(uint8_t c)
{
    return text_is_digit(c) ? c - '0' : text_lower(c) >= 'a' && text_lower(c) <= 'f' ? text_lower(c) - 'a' + 10 : -1;
}

/* Percent-decoding, RFC 3986 s.2.1, of `from` into `to`; false: a bad escape, a control character, or no room. */
static bool decode(char *to, size_t size, struct span from)
{
    size_t n = 0;

    for (size_t i = 0; i < from.len; i++) {
        int c = from.p[i];
        if (c == '%') {
            int high = i + 2 < from.len ? hex(from.p[i + 1]) : -1, low = i + 2 < from.len ? hex(from.p[i + 2]) : -1;
            c = high < 0 || low < 0 ? 0 : high * 16 + low;
            i += 2;
        }
        if (c < 32 || c == 127 || n + 1 >= size)
            return false;
        to[n++] = (char)c;
    }
    to[n] = 0;
    return true;
}

static wax_status take_user(struct parts *u, struct span user, wax_error *why)
{
    if (memchr(user.p, ':', user.len))
        return wrong(why, "a password must not stand in a URL, where other programs and logs can see it; give it to wax_client_login "
                          "(wax send: --password-command, --password-file or WAX_PASSWORD)");
    if (user.len == 0 || !decode(u->user, sizeof u->user, user) || !wax__text_is_utf8(u->user, strlen(u->user)))
        return wrong(why, "the user in the URL is empty, too long, or holds an escape that stands for no character of UTF-8");
    return WAX_OK;
}

static bool is_host_char(uint8_t c)
{
    return text_is_alpha(c) || text_is_digit(c) || c == '.' || c == '-' || c == '_';
}

static bool is_v6_char(uint8_t c)
{
    return hex(c) >= 0 || c == ':' || c == '.';
}

static wax_status check_host(struct span host, bool is_v6, wax_error *why)
{
    if (host.len == 0)
        return wrong(why, "the host is missing: expected a name such as mail.example.org, or an address");
    if (host.len > LIMIT_DOMAIN)
        return wax__fail(why, WAX_E_USAGE, "url", "the host has %zu bytes; the name of a host has at most %d", host.len, LIMIT_DOMAIN);
    if (!wax__text_is_ascii(host.p, host.len))
        return wrong(why, "the host's name is not ASCII; write it in its A-label form (xn--...), as \"idn2 NAME\" prints it");
    for (size_t i = 0; i < host.len; i++)
        if (!(is_v6 ? is_v6_char(host.p[i]) : is_host_char(host.p[i])))
            return wax__fail(why, WAX_E_USAGE, "url", "the host \"%.*s\" holds a character that no %s has", (int)host.len,
                             (const char *)host.p, is_v6 ? "IPv6 address" : "host's name");
    if (is_v6 && !memchr(host.p, ':', host.len))
        return wrong(why, "between [ and ] stands an IPv6 address; other hosts stand without");
    return WAX_OK;
}

wax_status wax__url_check_host(const char *host, wax_error *why)
{
    size_t len = strlen(host);
    bool has_brackets = len > 1 && host[0] == '[' && host[len - 1] == ']';
    struct span inner = span_of(host + has_brackets, host + len - has_brackets);

    return check_host(inner, memchr(inner.p, ':', inner.len) != NULL, why);
}

static wax_status take_port(struct parts *u, struct span port, wax_error *why)
{
    uint64_t n = 0;

    if (!wax__text_number(port, &n) || n < 1 || n > 65535)
        return wax__fail(why, WAX_E_USAGE, "url", "a port is a number from 1 to 65535, not \"%.*s\"",
                         (int)(port.len < 40 ? port.len : 40), (const char *)port.p);
    u->port = (unsigned)n;
    return WAX_OK;
}

/* -- host[:port] -------------------------------------------------------------------------------------------- */

/* A name beyond ASCII as its A-labels, which DNS, SNI and certificates know (RFC 5890 s.2.3.2.1, RFC 9525 s.6.3). */
static wax_status put_host(struct parts *u, struct span host, bool is_v6, wax_error *why)
{
    char ascii[IDNA_NAME];

    if (!is_v6 && !wax__text_is_ascii(host.p, host.len)) {
        if (wax__idna_to_ascii(ascii, host, why))
            return why->status;
        host = span_of(ascii, ascii + strlen(ascii));
    }
    if (check_host(host, is_v6, why))
        return why->status;
    snprintf(u->host, sizeof u->host, "%.*s", (int)host.len, (const char *)host.p);
    return WAX_OK;
}

/* Where the host ends: at the bracket, or at the colon of the port. */
static wax_status take_host(struct parts *u, struct span *rest, wax_error *why)
{
    bool is_v6 = rest->len && rest->p[0] == '[';
    const uint8_t *begin = rest->p + is_v6;
    size_t len = rest->len - is_v6;
    const uint8_t *end = len ? memchr(begin, is_v6 ? ']' : ':', len) : NULL;

    if (is_v6 && !end)
        return wrong(why, "the [ of the URL's host is not closed by a ]");
    struct span host = { begin, end ? (size_t)(end - begin) : len };
    if (put_host(u, host, is_v6, why))
        return why->status;
    const uint8_t *behind = host.p + host.len + is_v6;
    *rest = (struct span){ behind, (size_t)(rest->p + rest->len - behind) };
    return WAX_OK;
}

static wax_status take_authority(struct parts *u, struct span authority, wax_error *why)
{
    struct span rest = authority;
    const uint8_t *at = NULL;

    for (size_t i = 0; i < rest.len; i++)
        if (rest.p[i] == '@')
            at = rest.p + i;
    if (at) {
        if (take_user(u, (struct span){ rest.p, (size_t)(at - rest.p) }, why))
            return why->status;
        rest = (struct span){ at + 1, (size_t)(rest.p + rest.len - at - 1) };
    }
    if (take_host(u, &rest, why))
        return why->status;
    if (rest.len && rest.p[0] != ':')
        return wrong(why, "behind the ] of the URL's host stands nothing, or a colon and the port");
    if (rest.len)
        return take_port(u, (struct span){ rest.p + 1, rest.len - 1 }, why);
    return u->port ? WAX_OK : wrong(why, u->is_lmtp ? "LMTP has no port of its own: say which, as in lmtp://localhost:24"
                                         : "an HTTP proxy has no port of its own: say which, as in http://proxy.example.org:3128");
}

static wax_status take_network(struct parts *u, const char *rest, wax_error *why)
{
    const char *end = rest + strcspn(rest, "/?#");

    if (*end && strcmp(end, "/") != 0)
        return wax__fail(why, WAX_E_USAGE, "url", "the URL ends with the host or its port; \"%.40s\" has no meaning here", end);
    return take_authority(u, span_of(rest, end), why);
}

static wax_status take_local(struct parts *u, const char *rest, wax_error *why)
{
    if (*rest != '/')
        return wrong(why, "a local socket is named by its whole path, with three slashes: lmtp+unix:///run/dovecot/lmtp");
    if (!decode(u->path, sizeof u->path, span_of(rest, rest + strlen(rest))))
        return wax__fail(why, WAX_E_USAGE, "url", "the path of a local socket has at most %d bytes and no control characters", URL_PATH);
    snprintf(u->host, sizeof u->host, "localhost");
    return WAX_OK;
}

static wax_status parse(struct parts *u, const char *text, wax_error *why)
{
    const char *colon = strstr(text, "://");
    struct span name = span_of(text, colon ? colon : text + strlen(text));
    const struct scheme *scheme = colon ? find_scheme(name) : NULL;

    if (!scheme)
        return fail_scheme(name, why);
    u->port = scheme->port;
    u->is_lmtp = scheme->is_lmtp;
    u->tls = scheme->tls;
    return scheme->is_local ? take_local(u, colon + 3, why) : take_network(u, colon + 3, why);
}

/* Behind one another, each with its NUL. */
static const char *put_text(char **at, const char *text)
{
    char *to = strcpy(*at, text);

    *at += strlen(text) + 1;
    return to;
}

static wax_status keep_texts(struct url *u, const struct parts *from, wax_error *why)
{
    char *at = malloc(strlen(from->user) + strlen(from->host) + strlen(from->path) + 3);

    if (!at)
        return wax__fail_memory(why, "url");
    *u = (struct url){ .port = from->port, .is_lmtp = from->is_lmtp, .tls = from->tls, .texts = at };
    u->user = put_text(&at, from->user);
    u->host = put_text(&at, from->host);
    u->path = put_text(&at, from->path);
    return WAX_OK;
}

static const struct url empty = { .user = "", .host = "", .path = "" };

wax_status wax__url_parse(struct url *u, const char *text, wax_error *why)
{
    struct parts parts = { 0 };

    *u = empty;
    return parse(&parts, text, why) ? why->status : keep_texts(u, &parts, why);
}

void wax__url_clear(struct url *u)
{
    free(u->texts);
    *u = empty;
}

/* -- a proxy's ---------------------------------------------------------------------------------------------- */

/* "socks5h" is curl's word for what is always done here: the proxy looks the server's name up. */
static const struct {
    const char *name;
    bool        is_http;
    unsigned    port;           /* 0: it must be said */
} proxy_schemes[] = { { "socks5", false, 1080 }, { "socks5h", false, 1080 }, { "http", true, 0 } };

static const char *find_proxy_scheme(struct span name, bool *is_http, unsigned *port)
{
    for (size_t i = 0; i < sizeof proxy_schemes / sizeof *proxy_schemes; i++)
        if (wax__text_same(name, proxy_schemes[i].name)) {
            *is_http = proxy_schemes[i].is_http;
            *port = proxy_schemes[i].port;
            return proxy_schemes[i].name;
        }
    return NULL;
}

static wax_status parse_proxy(struct parts *u, bool *is_http, const char *text, wax_error *why)
{
    const char *colon = strstr(text, "://"), *user = colon ? colon + 3 : text, *sign = strrchr(user, '@');

    if (sign && memchr(user, ':', (size_t)(sign - user)))
        return wrong(why, "a password must not stand in the proxy's URL, where other programs and logs can see it; give it to wax_client_proxy (wax "
                          "send: --proxy-password-file, --proxy-password-command)");
    if (!colon || !find_proxy_scheme(span_of(text, colon), is_http, &u->port))
        return wrong(why, "a proxy is a URL that begins with socks5:// or http://, such as socks5://proxy.example.org or http://proxy.example.org:3128");
    return take_network(u, user, why);
}

wax_status wax__url_parse_proxy(struct url *u, bool *is_http, const char *text, wax_error *why)
{
    struct parts parts = { 0 };

    *u = empty;
    return parse_proxy(&parts, is_http, text, why) ? why->status : keep_texts(u, &parts, why);
}
