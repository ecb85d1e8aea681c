/* testing.h -- libwax-testing: an SMTP server for tests, demos and benchmarks.  Never for real mail.
 *
 * A sink listens on loopback, speaks SMTP with STARTTLS and AUTH under a throw-away CA that it makes itself, and stores every mail
 * as it arrived; or it plays a dialogue, word for word, faults included.  Setters return nothing: the first failure sticks.
 */
#ifndef WAX_TESTING_H
#define WAX_TESTING_H

#include <wax/smtp.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wax_sink wax_sink;

typedef enum { WAX_SINK_STARTTLS, WAX_SINK_IMPLICIT, WAX_SINK_CLEAR } wax_sink_tls;

wax_sink *wax_sink_new(void);
void      wax_sink_free(wax_sink *);

void wax_sink_listen(wax_sink *, const char *host, unsigned port);  /* default 127.0.0.1, 0: any free port; "/path": a local socket */
void wax_sink_tls_mode(wax_sink *, wax_sink_tls);
void wax_sink_lmtp(wax_sink *);                                     /* LHLO, and a reply per recipient (RFC 2033) */
void wax_sink_name(wax_sink *, const char *dns_name);               /* in greeting and certificate; default "localhost" */
void wax_sink_auth(wax_sink *, const char *user, const char *password); /* offered inside TLS only; then mail needs it */
void wax_sink_store(wax_sink *, const char *folder);                /* NNN.eml and NNN.json for each mail; made if missing */
void wax_sink_play(wax_sink *, const char *dialogue_path);          /* one connection a play, from the top each time */
void wax_sink_certificate(wax_sink *, const char *chain_pem, const char *key_pem);  /* instead of its own */
void wax_sink_client_ca(wax_sink *, const char *ca_pem);             /* a client must show a certificate of it; then EXTERNAL is offered */
void wax_sink_without(wax_sink *, const char *capability);          /* "CHUNKING", "STARTTLS", "LOGIN": do not offer it */
void wax_sink_trace(wax_sink *, wax_trace_fn *, void *user);        /* what the sink heard is SAID by the client, as in a client's trace */

/* Binds, makes the CA.  OK, or the error below. */
wax_status  wax_sink_open(wax_sink *);
unsigned    wax_sink_port(const wax_sink *);        /* the port it got */
const char *wax_sink_ca_file(const wax_sink *);     /* PEM, removed again by free; "" without TLS, or with a certificate of yours */
uint64_t    wax_sink_mails(const wax_sink *);       /* how many were answered 250, and so stored where there is a folder; any thread */

/* Blocks until stop, or until as many connections have ended as run_for said (0, the default: no limit).  Once per sink.
 * OK, or the first thing that went wrong: a client that broke the rules of SMTP, a mail that could not be stored, a dialogue that
 * was not followed to its end.  It serves on nevertheless. */
void        wax_sink_run_for(wax_sink *, unsigned connections);
wax_status  wax_sink_run(wax_sink *);
void        wax_sink_stop(wax_sink *);              /* any thread, or a signal handler; once it is open */
const wax_error *wax_sink_error(const wax_sink *);  /* before open or after run; with a dialogue: where it and the client parted */

#ifdef __cplusplus
}
#endif
#endif
