/* client.h -- send mail to one server: name, connect, TLS, login, deliver, and a report of what became of it.
 *
 *     submission://host[:port]    587, STARTTLS demanded          RFC 6409
 *     submissions://, smtps://    465, TLS from the first byte    RFC 8314
 *     smtp://                      25, STARTTLS demanded          RFC 5321
 *     lmtp://host:port                 STARTTLS demanded          RFC 2033
 *     lmtp+unix:///path           a local socket: no TLS, no login
 *
 * A user may stand in the URL, a password may not.  Addresses are tried by Happy Eyeballs (RFC 8305); where a name led is known for a minute to the
 * client's further connections, or until nobody answered there.
 * Setters return nothing: the first failure sticks, a NULL client is a failed one, and the call that acts reports it.  All
 * strings are copied.  Not thread-safe: one thread at a time per client (and per loop).
 */
#ifndef WAX_CLIENT_H
#define WAX_CLIENT_H

#include <wax/loop.h>
#include <wax/message.h>
#include <wax/smtp.h>
#include <wax/tls.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wax_client wax_client;
typedef struct wax_report wax_report;

wax_client *wax_client_new(const char *url);                /* on a private loop: for wax_send */
wax_client *wax_client_on(wax_loop *, const char *url);     /* on yours: for wax_submit */
void        wax_client_free(wax_client *);                  /* inside a callback too, but not a trace (trace.h); what was not settled is reported as cancelled first */

void wax_client_login(wax_client *, const char *user, const char *secret);     /* user NULL: the URL's; secret NULL: the mechanism has none */
void wax_client_mechanism(wax_client *, const char *name);      /* "PLAIN", "XOAUTH2", ...; default: strongest offered */
/* Naming GSSAPI, EXTERNAL or ANONYMOUS asks for a login by itself.  GSSAPI may block the loop while Kerberos asks the realm for a ticket to this
 * server; `kinit` and `kvno smtp/HOST` get it before. */
void wax_client_set_tls(wax_client *, const wax_tls *);         /* default: the strict demand of wax_tls_new; borrowed, must outlive the client */
void wax_client_tls_mode(wax_client *, wax_tls_mode);           /* default: what the URL says */
void wax_client_name(wax_client *, const char *ehlo_name);      /* default: this host's name, or its address in brackets */
void wax_client_address(wax_client *, const char *host_or_ip);  /* connect here instead; the name to verify stays the URL's */
void wax_client_ip_version(wax_client *, int version);          /* 4 or 6: connect to such addresses alone; default 0: both.  Not of a local socket */
void wax_client_bind(wax_client *, const char *address);        /* call from this address of ours, one of a family; servers of that family alone are
                                                                 * called then, unless both have one.  NULL: the system chooses.  Not of a local socket */

/* Go through a proxy: "socks5://[user@]host[:1080]" (RFC 1928, RFC 1929) or "http://[user@]host:port" (CONNECT, RFC 9110 s.9.3.6); the password
 * for its user, else NULL, is shown to the proxy in the clear.  The proxy looks the server's name up; addresses, versions of IP and what is bound
 * are about the way to the proxy.  What TLS must prove stays as it is: a proxy is one more on the path who may listen.  url NULL: straight there. */
void wax_client_proxy(wax_client *, const char *url, const char *password);

/* Tell the server first, by the PROXY protocol's version 1 or 2, that `source` calls `destination` ("192.0.2.1:49152", "[2001:db8::1]:25"); both NULL: the
 * connection's own ends.  For servers that await it, which those behind a load balancer do; others take it for nonsense.  0: nothing is told. */
void wax_client_proxy_protocol(wax_client *, int version, const char *source, const char *destination);

void wax_client_timeout(wax_client *, int64_t ms);              /* for a whole message, from submit to report; default 10 minutes; 0: RFC 5321's own only */
void wax_client_trace(wax_client *, wax_trace_fn *, void *user);
void wax_client_progress(wax_client *, void (*)(void *user, int64_t sent, int64_t size), void *user);     /* of one message at a time */
/* Keep the connection this long for another message.  Default 0: QUIT rides with the last, or follows it where you are told of others in the same turn and may
 * submit more from there. */
void wax_client_idle(wax_client *, int64_t ms);

/* -- many messages ----------------------------------------------------------------------------------------- */

/* Several connections to the server, begun one after the other as they are wanted: the next when all have something to carry and the last has shown
 * that the server takes us.  Default 1, at most 1000.  Messages begin in the order in which they were submitted,
 * submitters taking turns (wax_submit_as).  What certainly was not
 * sent when a connection went is sent over another one, as long as the server takes any; so is what a server leaves over that takes so many
 * in a session (LIMITS, RFC 9422). */
void wax_client_connections(wax_client *, size_t most);
void wax_client_per_connection(wax_client *, size_t messages);  /* then QUIT and a new one; default 0: no limit of ours */

/* Never more than so many begun in any second, and in any minute; 0: no limit, the default; at most 100000.  The time for a message
 * (wax_client_timeout) runs while it waits for its turn. */
void wax_client_rate(wax_client *, size_t per_second, size_t per_minute);

const wax_error *wax_client_error(const wax_client *);          /* of the last call; borrowed until the next */

/* Blocks until the message is settled.  OK only if every recipient was ACCEPTED.  The report, if asked for, is yours to free,
 * and is made for every outcome but want of memory. */
wax_status wax_send(wax_client *, wax_message *, wax_report **or_null);

/* Returns at once; `done` runs inside a turn of the loop, exactly once per OK.  The message is read until then and must stay.
 * The report is borrowed for the length of the call. */
typedef void wax_done_fn(void *user, wax_message *, const wax_report *);
wax_status wax_submit(wax_client *, wax_message *, wax_done_fn *, void *user);

/* The same for a program with several parts that send: each has a number, 0 to 15, and those whose messages wait take turns, so that one with many does not
 * hold up one with a few.  wax_submit is submitter 0. */
wax_status wax_submit_as(wax_client *, unsigned submitter, wax_message *, wax_done_fn *, void *user);

/* Takes one message back: true, and it will not be delivered; `done` runs with WAX_E_CANCELLED, in a later turn.  False: it is settled, or the server has its end
 * or may have, and its report will tell.  Where the server is in the middle of its DATA that connection ends, and what waited behind it goes over another. */
bool       wax_client_withdraw(wax_client *, const wax_message *);
void       wax_client_cancel(wax_client *);                     /* all that is not settled; `done` runs for each, in the next turn */

/* -- the report ------------------------------------------------------------------------------------------- */

void                wax_report_free(wax_report *);
wax_status          wax_report_status(const wax_report *);
const wax_error    *wax_report_error(const wax_report *);           /* the sentence; text "" when OK */
size_t              wax_report_recipients(const wax_report *);
const wax_result   *wax_report_result(const wax_report *, size_t i);
const char         *wax_report_peer(const wax_report *);            /* "192.0.2.1:587", or "" when nothing was reached; of a proxy, where there is one */
const wax_tls_info *wax_report_tls(const wax_report *);             /* NULL: it went in the clear, or not at all */
int64_t             wax_report_ms(const wax_report *);              /* from submit to settled */

/* Where the time went: the i-th stage (trace.h), in microseconds since submit; NULL past the last.  Of the connection those that began after
 * submit: a message on a connection that was kept has its own alone. */
const wax_stage    *wax_report_stage(const wax_report *, size_t i);

#ifdef __cplusplus
}
#endif
#endif
