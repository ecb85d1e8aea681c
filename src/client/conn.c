/* conn.c -- see conn.h. */
#include "conn.h"

#include "connect.h"
#include "drive.h"
#include "fail.h"
#include "happy.h"
#include "level.h"
#include "login.h"
#include "lookup.h"
#include "note.h"
#include "own_name.h"
#include "pump.h"
#include "recall.h"
#include "room.h"
#include "socket.h"
#include "stages.h"
#include "tunnel.h"
#include "wax_loop.h"
#include "wax_tls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As it was set when the connection was begun: what is set while this one is on its way is for others, and no proxy is shown the login of another. */
struct via {
    struct proxy_wish wish;         /* of what follows */
    struct secret     secret;
    char              name[LIMIT_DOMAIN + 16], user[URL_USER + 1], target[LIMIT_DOMAIN + 3];
};

struct conn {
    const struct terms *terms;
    conn_fn            *moved;
    void               *user;
    struct notes        notes;
    struct timer       *timer;
    struct lookup      *lookup;     /* one of these three, until it is connected */
    struct connect     *connect;
    struct tunnel      *tunnel;     /* the socket leads to the proxy, and not yet to the server */
    bool                is_connected;
    bool                is_named;   /* the conversation: by the user */
    struct via         *proxy;      /* NULL: there is none */
    int                 fd;         /* -1: not yet, or no more */
    struct watch       *watch;
    struct drive        drive;
    wax_tls            *demand;     /* what policy made of the user's, where it is another */
    char               *peer;       /* NULL: nobody yet */
    struct stages       stages;     /* until it is connected; then the conversation has them */
    wax_step            step;       /* as of the last turn */
};

static void enter(struct conn *c, const char *stage)
{
    wax__stages_enter(&c->stages, stage, wax__clock_us(NULL));
}

/* -- talking ------------------------------------------------------------------------------------------------ */

/* What is not sent at once will not be: nobody waits for the answer to a goodbye. */
static void hang_up(struct conn *c)
{
    unsigned events;

    wax__lookup_free(c->lookup);
    wax__connect_free(c->connect);
    wax__tunnel_free(c->tunnel);
    c->lookup = NULL;
    c->connect = NULL;
    c->tunnel = NULL;
    enter(c, NULL);
    wax__timer_at(c->timer, INT64_MAX);
    if (c->fd < 0)
        return;
    if (c->is_connected) {
        wax_stream_close(c->drive.stream);
        wax__stream_speak(c->drive.stream, c->fd, &events);
    }
    wax__watch_free(c->watch);
    c->watch = NULL;
    wax__socket_close(c->fd);
    c->fd = -1;
}

static void look(struct conn *c)
{
    c->step = wax_smtp_step(c->drive.smtp);
    if (wax__conn_is_over(c))
        hang_up(c);
}

/* We know what has been sent, and so the fates of what was not: better than the core, which gave it all to the stream. */
static void keep_time(struct conn *c)
{
    int64_t now = wax__loop_now(c->terms->loop);
    wax_error why = { 0 };

    if (now < wax_smtp_deadline_ms(c->drive.smtp)) {
        wax_smtp_now(c->drive.smtp, now);
        return;
    }
    wax__fail(&why, WAX_E_TIMEOUT, "", "%.200s did not move within the time that RFC 5321 s.4.5.3.2 gives it", c->drive.host);
    wax_smtp_broken(c->drive.smtp, wax_stream_sent(c->drive.stream), &why);
}

void wax__conn_turn(struct conn *c)
{
    if (!c->is_connected || c->fd < 0)
        return;
    keep_time(c);
    unsigned events = wax__drive_socket(&c->drive, c->fd);
    look(c);
    if (wax__conn_is_over(c))
        return;
    wax__watch_for(c->watch, events);
    wax__timer_at(c->timer, wax_smtp_deadline_ms(c->drive.smtp));
}

static void turn(void *user)
{
    struct conn *c = user;

    wax__conn_turn(c);
    c->moved(c->user);
}

void wax__conn_break(struct conn *c, const wax_error *why)
{
    wax_smtp_broken(c->drive.smtp, wax_stream_sent(c->drive.stream), why);
    look(c);
}

/* -- reaching the server ------------------------------------------------------------------------------------ */

static void fail(struct conn *c, const wax_error *why)
{
    wax__conn_break(c, why);
    c->moved(c->user);
}

static void fail_memory(struct conn *c)
{
    wax_error why = { 0 };

    wax__fail_memory(&why, "connect");
    fail(c, &why);
}

static bool introduce(struct conn *c)
{
    char name[OWN_NAME];

    if (!c->is_named) {
        wax__own_name(name, c->fd);
        wax_smtp_set_name(c->drive.smtp, name);
    }
    wax_smtp_now(c->drive.smtp, wax__loop_now(c->terms->loop));
    wax_smtp_set_clock(c->drive.smtp, wax__clock_us, NULL);     /* from here on its stages are timed: who was not reached has none */
    if (!c->watch)
        c->watch = wax__watch_new(c->terms->loop, c->fd, turn, c);
    return c->watch;
}

static void end_connected(struct conn *c)
{
    c->step = WAX_DONE;
    hang_up(c);
    c->moved(c->user);
}

/* The socket leads to the server. */
static void arrive(struct conn *c)
{
    const struct way *way = terms_way(c->terms);
    wax_error why = { 0 };

    c->is_connected = true;
    enter(c, NULL);
    wax__note(&c->notes, "connected");
    if (way->announce.version && wax__announce(&way->announce, c->fd, &c->notes, &why))
        fail(c, &why);
    else if (c->terms->stop == WAX_STOP_CONNECT)
        end_connected(c);
    else if (introduce(c))
        turn(c);
    else
        fail_memory(c);
}

static void on_tunnelled(void *user, const wax_error *why)
{
    struct conn *c = user;
    wax_error kept = *why;          /* it is lent by what is freed next */

    wax__tunnel_free(c->tunnel);
    c->tunnel = NULL;
    if (kept.status)
        fail(c, &kept);
    else
        arrive(c);
}

/* The brackets of an IPv6 address are the URL's, not the resolver's. */
static void host_without_brackets(const char *host, char to[LIMIT_DOMAIN + 3])
{
    size_t len = strlen(host);
    bool has_brackets = len > 1 && *host == '[';

    snprintf(to, LIMIT_DOMAIN + 3, "%.*s", (int)(len - 2 * has_brackets), host + has_brackets);
}

static bool ask_proxy(struct conn *c)
{
    const struct proxy_wish *wish = &c->proxy->wish;

    enter(c, "proxy");
    wax__note(&c->notes, "asking the proxy for %s port %u%s%s", wish->host, wish->port, wish->user ? ", as " : "", wish->user ? wish->user : "");
    c->tunnel = wax__tunnel(c->terms->loop, c->fd, wish, TUNNEL_MS, on_tunnelled, c);
    return c->tunnel;
}

/* A tunnel watches the socket by itself, and two can't. */
static void take_socket(struct conn *c, const struct connected *won)
{
    c->fd = won->fd;
    c->watch = won->watch;
    wax__watch_call(c->watch, turn, c);
    if (!c->proxy)
        return;
    wax__watch_free(c->watch);
    c->watch = NULL;
}

static void on_connected(void *user, const struct connected *won)
{
    struct conn *c = user;
    char peer[ADDRESS_TEXT];

    wax__address_print(peer, won->address);     /* it is lent by what is freed next */
    take_socket(c, won);
    wax__connect_free(c->connect);
    c->connect = NULL;
    c->peer = strdup(peer);
    if (!c->peer || (c->proxy && !ask_proxy(c)))
        fail_memory(c);
    else if (!c->proxy)
        arrive(c);
}

static void on_attempt(void *user, const struct address *address)
{
    struct conn *c = user;
    char text[ADDRESS_TEXT];

    if (!c->notes.trace)
        return;
    wax__address_say(text, address);
    wax__note(&c->notes, NOTE_CONNECTING "%s%s", text, c->proxy ? ", the proxy" : "");
}

/* Whom we call. */
static const char *next_host(const struct conn *c)
{
    return c->proxy ? c->proxy->name : c->drive.host;
}

/* 4 or 6: such addresses alone, as was asked, or because the address to call from is one; 0: both. */
static int only_version(const struct terms *t)
{
    const struct addresses *from = &terms_way(t)->from;
    int of_source = from->n != 1 ? 0 : from->at[0].sa.ss_family == AF_INET ? 4 : 6;

    return t->ip_version ? t->ip_version : of_source;
}

static void explain(const struct conn *c, wax_status status, const char *advice, wax_error *why)
{
    char tried[400];

    wax__connect_explain(c->connect, tried, sizeof tried);
    if (!*tried) {
        wax__fail(why, WAX_E_RESOLVE, "resolve", "%s%.200s has no IPv%d address, and no other was to be used", c->proxy ? "the proxy " : "", next_host(c),
                  only_version(c->terms));
        return;
    }
    wax__fail(why, status, "connect", "nobody answers at %s%.200s: %s%s", c->proxy ? "the proxy " : "", next_host(c), tried, advice);
}

static void on_unreachable(void *user)
{
    struct conn *c = user;
    wax_error why = { 0 };

    if (c->terms->recall)
        wax__recall_forget(c->terms->recall);
    explain(c, WAX_E_IO, "", &why);
    fail(c, &why);
}

static bool connect_to(struct conn *c, const struct addresses *addresses)
{
    struct addresses wanted = *addresses;

    int version = *c->terms->url.path ? 0 : only_version(c->terms);

    if (version)
        wax__addresses_keep(&wanted, version == 4 ? AF_INET : AF_INET6);
    enter(c, "connect");
    c->connect = wax__connect(c->terms->loop, &wanted, &terms_way(c->terms)->from, HAPPY_DELAY_MS,
                              (struct connect_events){ on_attempt, on_connected, on_unreachable, c });
    return c->connect;
}

/* Whose addresses are wanted: the proxy's, or the server's. */
static const struct url *whom(const struct conn *c, char host[LIMIT_DOMAIN + 3])
{
    const struct terms *t = c->terms;
    const struct url *url = c->proxy ? &t->way->proxy : &t->url;

    host_without_brackets(!c->proxy && t->address ? t->address : url->host, host);
    return url;
}

/* Under the name that was asked for: another may have been set since. */
static bool keep_in_mind(const struct conn *c, const struct addresses *found)
{
    const struct terms *t = c->terms;
    unsigned port;
    const char *host = wax__lookup_of(c->lookup, &port);

    return !t->recall || wax__recall_keep(t->recall, host, port, wax__loop_now(t->loop), found);
}

static void on_looked_up(void *user, const struct addresses *found, const wax_error *why)
{
    struct conn *c = user;
    bool is_kept = !why->status && keep_in_mind(c, found);

    wax__lookup_free(c->lookup);
    c->lookup = NULL;
    if (why->status)
        fail(c, why);
    else if (!is_kept || !connect_to(c, found))
        fail_memory(c);
}

static bool is_in_mind(const struct conn *c, const char *host, unsigned port, struct addresses *to)
{
    return c->terms->recall && wax__recall(c->terms->recall, host, port, wax__loop_now(c->terms->loop), to);
}

static bool reach(struct conn *c)
{
    const struct terms *t = c->terms;
    struct addresses addresses;
    char host[LIMIT_DOMAIN + 3];
    const struct url *url = whom(c, host);

    if (*url->path ? wax__addresses_of_path(&addresses, url->path) : wax__addresses_of_literal(&addresses, host, url->port))
        return connect_to(c, &addresses);
    if (is_in_mind(c, host, url->port, &addresses))
        return connect_to(c, &addresses);
    enter(c, "resolve");
    wax__note(&c->notes, "looking up %s", host);
    c->lookup = wax__lookup(t->loop, host, url->port, on_looked_up, c);
    return c->lookup;
}

/* -- its life ----------------------------------------------------------------------------------------------- */

static void relay(void *user, const wax_trace_event *e)
{
    struct conn *c = user;

    wax__note_relay(&c->notes, e);
    if (e->kind == WAX_TRACE_TLS)
        wax__note_channel(&c->notes, wax_stream_info(c->drive.stream));
}

static void prepare_own_lines(wax_smtp *smtp, const struct buf *lines)
{
    for (size_t at = 0; lines && at < buf_len(lines); at += strlen((const char *)buf_data(lines) + at) + 1)
        wax_smtp_say(smtp, (const char *)buf_data(lines) + at);
}

static bool begin_smtp(struct conn *c)
{
    const struct terms *t = c->terms;
    wax_smtp *smtp = c->drive.smtp = wax_smtp_new(c->drive.host);

    if (t->url.is_lmtp)
        wax_smtp_set_lmtp(smtp);
    c->is_named = t->name;
    if (t->name)
        wax_smtp_set_name(smtp, t->name);
    wax_smtp_set_tls(smtp, t->tls_mode);
    wax_smtp_stop_after(smtp, t->stop);
    prepare_own_lines(smtp, t->own_lines);
    if (t->user && t->secret.bytes)
        wax__smtp_share_login(smtp, t->user, &t->secret);
    else if (t->user)
        wax_smtp_set_login(smtp, t->user, "");
    wax_smtp_set_mechanism(smtp, t->mechanism);
    if (t->trace)
        wax_smtp_set_trace(smtp, relay, c);
    return smtp;
}

/* Policy may make less of the demand; where it does not, the user's own keeps what was made of it at its first use. */
static bool demand(struct conn *c)
{
    const struct tls_demand *user = wax__tls_demand(c->terms->tls);
    struct tls_demand level = { 0 };

    c->drive.tls = c->terms->tls;
    if (user)
        level = wax__policy_level(c->terms->tls_mode, c->terms->user, user);
    if (!user || level.insecure_no_verify == user->insecure_no_verify)
        return true;
    c->drive.tls = c->demand = wax__tls_from(&level);
    return c->demand;
}

/* The name is the proxy's to look up: who is asked here would learn it, and may know another answer. */
static bool plan_way(struct conn *c)
{
    const struct terms *t = c->terms;
    const struct way *way = terms_way(t);
    struct via *via = way->proxy_kind ? calloc(1, sizeof *via) : NULL;

    if (!via)
        return !way->proxy_kind;
    snprintf(via->name, sizeof via->name, "%s port %u", way->proxy.host, way->proxy.port);
    snprintf(via->user, sizeof via->user, "%s", way->proxy.user);
    host_without_brackets(t->address ? t->address : t->url.host, via->target);
    wax__secret_share(&via->secret, &way->proxy_secret);
    via->wish = (struct proxy_wish){ way->proxy_kind, via->name, *via->user ? via->user : NULL, &via->secret, via->target, t->url.port };
    c->proxy = via;
    return true;
}

static void free_via(struct via *via)
{
    if (via)
        wax__secret_clear(&via->secret);
    free(via);
}

struct conn *wax__conn_begin(const struct terms *t, conn_fn *moved, void *user)
{
    struct conn *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    *c = (struct conn){ .terms = t, .moved = moved, .user = user, .fd = -1, .step = WAX_HEAR };
    c->notes = (struct notes){ t->loop, t->trace, t->trace_user, wax__loop_now(t->loop) };
    c->drive.host = *t->url.path ? t->url.path : t->url.host;
    c->drive.stream = wax_stream_new();
    c->timer = wax__timer_new(t->loop, turn, c);
    if (c->drive.stream && c->timer && begin_smtp(c) && demand(c) && plan_way(c) && reach(c))
        return c;
    wax__conn_free(c);
    return NULL;
}

void wax__conn_free(struct conn *c)
{
    if (!c)
        return;
    if (c->timer)
        hang_up(c);
    wax_smtp_free(c->drive.smtp);
    wax_stream_free(c->drive.stream);
    wax_tls_free(c->demand);
    wax__timer_free(c->timer);
    free_via(c->proxy);
    free(c->peer);
    free(c);
}

/* -- what the client asks of it ----------------------------------------------------------------------------- */

static void keep_room(struct conn *c, bool keeps)
{
    wax__smtp_keep_room(c->drive.smtp, keeps);
    wax__stream_keep_room(c->drive.stream, keeps);
}

void wax__conn_carry(struct conn *c, wax_delivery *d)
{
    keep_room(c, true);
    wax_smtp_deliver(c->drive.smtp, d);
}

void wax__conn_rest(struct conn *c)
{
    keep_room(c, false);
}

bool wax__conn_withdraw(struct conn *c, wax_delivery *d)
{
    return wax_smtp_withdraw(c->drive.smtp, d);
}

void wax__conn_quit(struct conn *c)
{
    wax_smtp_quit(c->drive.smtp);
}

void wax__conn_time_out(struct conn *c, int64_t ms)
{
    wax_error why = { 0 };
    double seconds = (double)ms / 1000;
    char waited[64];

    snprintf(waited, sizeof waited, "; we waited %g s", seconds);
    if (c->lookup)
        wax__fail(&why, WAX_E_TIMEOUT, "resolve", "the address of %.200s was not found within %g s: the name server does not answer",
                  next_host(c), seconds);
    else if (c->connect)
        explain(c, WAX_E_TIMEOUT, waited, &why);
    else if (c->tunnel)
        wax__fail(&why, WAX_E_TIMEOUT, "proxy", "the proxy %.200s did not lead to %.200s within %g s", c->proxy->name, c->proxy->target, seconds);
    else
        wax__fail(&why, WAX_E_TIMEOUT, "", "the %g s given to %.200s were over", seconds, c->drive.host);
    wax__conn_break(c, &why);
}

bool wax__conn_is_idle(const struct conn *c)
{
    return c->step == WAX_IDLE;
}

bool wax__conn_is_over(const struct conn *c)
{
    return c->step == WAX_DONE || c->step == WAX_FAILED;
}

bool wax__conn_has_stopped(const struct conn *c)
{
    return c->terms->stop == WAX_STOP_CONNECT ? c->is_connected : wax_smtp_has_stopped(c->drive.smtp);
}

const wax_stage *wax__conn_stage(const struct conn *c, size_t i)
{
    return i < c->stages.n ? &c->stages.at[i] : wax_smtp_stage(c->drive.smtp, i - c->stages.n);
}

const char *wax__conn_peer(const struct conn *c)
{
    return c->peer ? c->peer : "";
}

const wax_tls_info *wax__conn_tls(const struct conn *c)
{
    return wax_stream_info(c->drive.stream);
}

size_t wax__conn_lines_said(const struct conn *c)
{
    return wax_smtp_lines_said(c->drive.smtp);
}

const wax_error *wax__conn_error(const struct conn *c)
{
    return wax_smtp_error(c->drive.smtp);
}

bool wax__conn_certificate(const struct conn *c, size_t i, wax_certificate *to)
{
    return wax_stream_certificate(c->drive.stream, i, to) == 1;
}

size_t wax__conn_unsent(const struct conn *c)
{
    size_t said, encoded;

    wax_smtp_out(c->drive.smtp, &said);
    wax_stream_wire_out(c->drive.stream, &encoded);
    return said + encoded;
}
