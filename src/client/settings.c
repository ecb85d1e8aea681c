/* settings.c -- the setters of client.h, and whether what they set goes together.
 *
 * Knows what may be said and asks nobody.  Promise: a combination that would show a secret, or the lack of a promise that was asked
 * for, is refused before anybody is called. */
#include "fail.h"
#include "mechanism.h"
#include "path.h"
#include "text.h"
#include "wax_client.h"
#include "wax_tls.h"

#include <stdlib.h>
#include <string.h>

/* One of the terms: a connection that was made under the old ones is not used again. */
static void set_string(struct wax_client *c, char **to, const char *value)
{
    char *copy = value ? strdup(value) : NULL;

    if (value && !copy)
        wax__fail_memory(wax__client_setting(c), "setup");
    free(*to);
    *to = copy;
    c->n_set++;
}

/* A login that was asked for is never skipped: what fails here sticks. */
void wax_client_login(wax_client *c, const char *user, const char *secret)
{
    if (!c)
        return;
    if (!user && *c->terms.url.user)
        user = c->terms.url.user;
    wax__secret_clear(&c->terms.secret);
    if (!user || !*user)
        wax__fail(wax__client_setting(c), WAX_E_USAGE, "auth", "a login needs a user, here or in the URL");
    else if (strlen(user) > LIMIT_SECRET || (secret && strlen(secret) > LIMIT_SECRET) || !wax__text_is_utf8(user, strlen(user)))
        wax__fail(wax__client_setting(c), WAX_E_USAGE, "auth", "a login's user is UTF-8, and neither it nor the password is over %d bytes", LIMIT_SECRET);
    else if (secret && !wax__secret_set(&c->terms.secret, secret, strlen(secret)))
        wax__fail_memory(wax__client_setting(c), "auth");
    else
        set_string(c, &c->terms.user, user);
}

void wax_client_mechanism(wax_client *c, const char *name)
{
    if (!c)
        return;
    if (name && !wax__sasl_knows(name))
        wax__fail(wax__client_setting(c), WAX_E_USAGE, "auth", "the mechanism \"%.40s\" is not one of ours: PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256, "
                  "SCRAM-SHA-512 (each with -PLUS), OAUTHBEARER, XOAUTH2, GSSAPI, EXTERNAL or ANONYMOUS; without a name the strongest on offer is taken", name);
    else
        set_string(c, &c->terms.mechanism, name);
    if (!c->terms.user && !wax__sasl_needs_secret(name))    /* whoever names one of these wants to be logged in, by no name perhaps */
        set_string(c, &c->terms.user, c->terms.url.user);
}

void wax_client_set_tls(wax_client *c, const wax_tls *tls)
{
    if (!c)
        return;
    c->terms.tls = tls;
    c->n_set++;
    if (!tls)
        wax__fail_memory(wax__client_setting(c), "tls");   /* a demand that could not be made is not the default */
}

void wax_client_tls_mode(wax_client *c, wax_tls_mode mode)
{
    if (!c)
        return;
    c->terms.tls_mode = mode;
    c->n_set++;
}

void wax_client_name(wax_client *c, const char *name)
{
    if (c && (!name || !wax__path_check_name(name, wax__client_setting(c))))
        set_string(c, &c->terms.name, name);
}

void wax_client_address(wax_client *c, const char *host)
{
    if (!c || (host && wax__url_check_host(host, wax__client_setting(c))))
        return;
    if (host && *c->terms.url.path)
        wax__fail(wax__client_setting(c), WAX_E_USAGE, "connect", "a local socket is where its path says; there is no other address to connect to");
    set_string(c, &c->terms.address, host);
}

void wax_client_ip_version(wax_client *c, int version)
{
    if (!c)
        return;
    if (version != 0 && version != 4 && version != 6)
        wax__fail(wax__client_setting(c), WAX_E_USAGE, "connect", "the version of IP is 4 or 6, or 0 for both, not %d", version);
    c->terms.ip_version = version;
    c->n_set++;
}

/* NULL: no memory, which is said. */
static struct way *own_way(struct wax_client *c)
{
    if (!c->terms.way && !(c->terms.way = calloc(1, sizeof *c->terms.way)))
        wax__fail_memory(wax__client_setting(c), "setup");
    return c->terms.way;
}

/* Another one of its family takes its place. */
static void put_source(struct addresses *to, const struct address *a)
{
    size_t i = 0;

    while (i < to->n && to->at[i].sa.ss_family != a->sa.ss_family)
        i++;
    to->at[i] = *a;
    to->n = i < to->n ? to->n : i + 1;
}

void wax_client_bind(wax_client *c, const char *address)
{
    struct addresses one;
    struct way *way = c ? own_way(c) : NULL;

    if (!way)
        return;
    c->n_set++;
    if (!address)
        way->from.n = 0;
    else if (*c->terms.url.path)
        wax__fail(wax__client_setting(c), WAX_E_USAGE, "connect", "a local socket is called from no address: there is nothing to bind");
    else if (!wax__addresses_of_literal(&one, address, 0) || one.n != 1)
        wax__fail(wax__client_setting(c), WAX_E_USAGE, "connect", "to call from is an address of this machine, such as 192.0.2.1 or 2001:db8::1, not \"%.60s\"", address);
    else
        put_source(&way->from, &one.at[0]);
}

/* RFC 1929 s.2: a length of one byte each.  RFC 7617 s.2: a colon ends the user. */
static bool fits_login(const struct way *way, size_t len)
{
    return way->proxy_kind == PROXY_HTTP ? !strchr(way->proxy.user, ':') && len <= LIMIT_SECRET : strlen(way->proxy.user) <= 255 && len <= 255;
}

static void set_proxy_login(struct way *way, const char *password, wax_error *why)
{
    size_t len = password ? strlen(password) : 0;
    bool has_user = *way->proxy.user;

    if (has_user != (len > 0))
        wax__fail(why, WAX_E_USAGE, "proxy", has_user ? "the proxy's URL names a user, but no password was given"
                  : "a password for the proxy was given, and no user: name the user in the proxy's URL");
    else if (has_user && !fits_login(way, len))
        wax__fail(why, WAX_E_USAGE, "proxy", way->proxy_kind == PROXY_HTTP ? "the user of an HTTP proxy has no colon, and its password is not over 65536 bytes"
                  : "a SOCKS5 proxy takes a user and a password of at most 255 bytes each");
    else if (has_user && !wax__secret_set(&way->proxy_secret, password, len))
        wax__fail_memory(why, "proxy");
}

void wax_client_proxy(wax_client *c, const char *url, const char *password)
{
    struct way *way = c ? own_way(c) : NULL;
    bool is_http = false;

    if (!way)
        return;
    c->n_set++;
    wax__secret_clear(&way->proxy_secret);
    wax__url_clear(&way->proxy);
    way->proxy_kind = PROXY_NONE;
    if (!url || wax__url_parse_proxy(&way->proxy, &is_http, url, wax__client_setting(c)))
        return;
    if (*c->terms.url.path) {
        wax__fail(wax__client_setting(c), WAX_E_USAGE, "proxy", "a local socket is on this machine; no proxy leads to it");
        return;
    }
    way->proxy_kind = is_http ? PROXY_HTTP : PROXY_SOCKS5;
    set_proxy_login(way, password, wax__client_setting(c));
}

void wax_client_proxy_protocol(wax_client *c, int version, const char *source, const char *destination)
{
    struct way *way = c ? own_way(c) : NULL;

    if (!way)
        return;
    c->n_set++;
    wax__announce_parse(&way->announce, version, source, destination, wax__client_setting(c));
}

void wax_client_timeout(wax_client *c, int64_t ms)
{
    if (c)
        c->timeout_ms = ms > 0 ? ms : 0;
}

void wax_client_idle(wax_client *c, int64_t ms)
{
    if (c)
        c->idle_ms = ms > 0 ? ms : 0;
}

void wax_client_connections(wax_client *c, size_t most)
{
    if (c)
        c->n_connections = most < 1 ? 1 : most > LIMIT_CONNECTIONS ? LIMIT_CONNECTIONS : most;
}

void wax_client_per_connection(wax_client *c, size_t messages)
{
    if (c)
        c->n_per_connection = messages;
}

void wax_client_rate(wax_client *c, size_t per_second, size_t per_minute)
{
    if (!c)
        return;
    if (per_second > LIMIT_RATE || per_minute > LIMIT_RATE)
        wax__fail(wax__client_setting(c), WAX_E_USAGE, "setup", "a rate is at most %d messages a second or a minute; 0 is no limit", LIMIT_RATE);
    else if (!wax__pace_set(&c->per_second, per_second, 1000) || !wax__pace_set(&c->per_minute, per_minute, 60 * 1000))
        wax__fail_memory(wax__client_setting(c), "setup");
}

void wax_client_trace(wax_client *c, wax_trace_fn *trace, void *user)
{
    if (!c)
        return;
    c->terms.trace = trace;
    c->terms.trace_user = user;
}

void wax_client_progress(wax_client *c, void (*progress)(void *user, int64_t sent, int64_t size), void *user)
{
    if (!c)
        return;
    c->progress = progress;
    c->progress_user = user;
}

void wax__client_clear_settings(struct wax_client *c)
{
    wax__secret_clear(&c->terms.secret);
    if (c->terms.way) {
        wax__secret_clear(&c->terms.way->proxy_secret);
        wax__url_clear(&c->terms.way->proxy);
    }
    wax__url_clear(&c->terms.url);
    free(c->terms.way);
    free(c->terms.user);
    free(c->terms.address);
    free(c->terms.name);
    free(c->terms.mechanism);
    wax__buf_clear(&c->own_lines);
    wax__recall_forget(&c->recall);
    wax_tls_free(c->strict);
    wax__pace_clear(&c->per_second);
    wax__pace_clear(&c->per_minute);
}

/* -- do they go together? ----------------------------------------------------------------------------------- */

static wax_status check_login(const struct terms *t, wax_error *why)
{
    if (*t->url.user && !t->user)
        return wax__fail(why, WAX_E_USAGE, "auth", "the URL names the user %s, but no password was given: call wax_client_login", t->url.user);
    if (t->user && !t->secret.bytes && wax__sasl_needs_secret(t->mechanism))
        return wax__fail(why, WAX_E_USAGE, "auth", "a login needs a password, or a mechanism that does without: GSSAPI (a ticket), EXTERNAL (a client certificate) or ANONYMOUS");
    if (t->user && *t->url.path)
        return wax__fail(why, WAX_E_USAGE, "auth", "there is no login over a local socket: who may open %s may deliver", t->url.path);
    if (t->user && t->tls_mode == WAX_TLS_INSECURE_NONE)
        return wax__fail(why, WAX_E_AUTH, "auth", "a login without TLS would show the password of %s to anybody on the path, so nothing "
                         "was sent; require TLS, or send without a login", t->user);
    return WAX_OK;
}

/* No address could be called at all. */
static wax_status check_source(const struct terms *t, wax_error *why)
{
    const struct addresses *from = &terms_way(t)->from;

    if (t->ip_version && from->n && !wax__addresses_of(from, t->ip_version == 4 ? AF_INET : AF_INET6))
        wax__fail(why, WAX_E_USAGE, "connect", "only IPv%d addresses are to be called, and the address to call from is none", t->ip_version);
    return why->status;
}

static wax_status check_tls(struct wax_client *c, wax_error *why)
{
    if (*c->terms.url.path && c->terms.tls_mode != WAX_TLS_INSECURE_NONE)
        return wax__fail(why, WAX_E_USAGE, "tls", "a local socket has no TLS: nobody stands between us and its other end");
    if (!c->terms.tls && !c->strict)
        c->strict = wax_tls_new();
    if (!c->terms.tls)
        c->terms.tls = c->strict;
    if (wax__tls_error(c->terms.tls)->status)
        *why = *wax__tls_error(c->terms.tls);
    return why->status;
}

wax_status wax__client_check(struct wax_client *c, wax_error *why)
{
    if (wax__client_is_misset(c))
        *why = c->error;
    else if (!check_login(&c->terms, why) && !check_source(&c->terms, why))
        check_tls(c, why);
    return why->status;
}
