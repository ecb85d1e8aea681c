/* stream.h -- a byte stream that becomes TLS in place: four ports, two phases, one seam.
 *
 * The stream owns no socket and does no I/O.  On the wire side you recv() into it and send() from it; on the data side the
 * application reads and writes as before the upgrade.  Which phase it is in changes what lies on the wire, nothing else:
 *
 *       socket --> wire_in --> [ raw ] --(TLS)--> [ plain ] --> data --> application
 *       socket <-- wire_out <-- [ out ] <--(TLS)------------- write <-- application
 *
 * In the clear the application reads `raw`; from the upgrade on only TLS reads `raw`, and the application reads `plain`.
 * Guarantee: no byte that arrived before the upgrade can be read after it, for there is no path.
 * Guarantee: it only moves forward, clear, handshake, secure; dead from anywhere, for good.  The first error stays.
 *
 * No function blocks.  Not thread-safe: one thread at a time per stream.
 */
#ifndef WAX_STREAM_H
#define WAX_STREAM_H

#include <wax/status.h>
#include <wax/tls.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wax_stream wax_stream;

wax_stream *wax_stream_new(void);           /* in the clear, epoch 0; NULL when memory is used up */
void        wax_stream_free(wax_stream *);  /* wipes what was decrypted */

/* Wire side, in: recv() at most *room bytes into the pointer, then say how many arrived; 0 says that the peer closed.
 * The pointer is good until the next call; ask for it when there is something to receive, for it costs 16 KiB until then.  *room is
 * 0 (and the pointer NULL) while the application has not taken what is there, after the end, and after an error.
 * wire_in_done: OK; E_INJECTION, E_TLS, E_UNTRUSTED, E_EOF (cut, inside TLS without close_notify). */
uint8_t   *wax_stream_wire_in(wax_stream *, size_t *room);
wax_status wax_stream_wire_in_done(wax_stream *, size_t n);

/* Wire side, out: send() these, then say how many went.  Borrowed until the next call.  len 0: nothing to send. */
const uint8_t *wax_stream_wire_out(wax_stream *, size_t *len);
void           wax_stream_wire_out_done(wax_stream *, size_t n);

/* Data side, in: what was received, borrowed until the next call; take() says how much was used.  What was decrypted before an error
 * can still be read; what lay unread at an upgrade cannot. */
const uint8_t *wax_stream_data(const wax_stream *, size_t *len);
void           wax_stream_take(wax_stream *, size_t n);
int            wax_stream_is_full(const wax_stream *);  /* it can keep no more before something is taken */
int            wax_stream_has_ended(const wax_stream *); /* the peer closed in order, and all data was taken */

/* Data side, out: takes all bytes (they are copied, or encrypted) or none.
 * OK; AGAIN: the wire is behind (more than 256 KiB wait), send first, or the handshake still runs; or the error that killed it. */
wax_status wax_stream_write(wax_stream *, const void *, size_t len);

/* How many of the bytes ever written may have reached the peer: those whose record was given to the wire in full. */
uint64_t wax_stream_sent(const wax_stream *);

/* The seam.  Call it when the peer has agreed (SMTP: 220 to STARTTLS), or first of all for TLS from the first byte.
 * `host` is whom you meant to reach; NULL in the server's role.  OK when the channel is secure and the demand is met,
 * AGAIN while the handshake runs (move wire bytes and call it again), or the error.
 * E_INJECTION when bytes lie unread in the clear: the peer, or somebody on the path, spoke before the handshake. */
wax_status wax_stream_upgrade(wax_stream *, const wax_tls *, const char *host);

unsigned            wax_stream_epoch(const wax_stream *);   /* 0 in the clear; 1 inside TLS whose demand is met */
const wax_tls_info *wax_stream_info(const wax_stream *);    /* NULL unless the epoch is 1; borrowed from the stream */
/* The i-th certificate: 0 is the peer's own, then its issuers, to the root if the chain was verified, else as they were shown.  1 if
 * there is one.  Also when it was refused: then it proves nothing, and is there to be looked at. */
int                 wax_stream_certificate(const wax_stream *, size_t i, wax_certificate *to);
const wax_error    *wax_stream_error(const wax_stream *);   /* of the call that failed first; borrowed */

/* Says goodbye (close_notify) if there is TLS to say it in; wire_out has it.  Nothing can be written afterwards. */
void wax_stream_close(wax_stream *);

/* The ports over a connected, non-blocking socket: sends what waits, receives what is there.  *events says what to
 * poll for next (POLLIN, POLLOUT).  OK when something moved, AGAIN when nothing could; else the error.
 * SIGPIPE is not raised.  The socket stays yours. */
wax_status wax_stream_pump(wax_stream *, int fd, unsigned *events);

#ifdef __cplusplus
}
#endif
#endif
