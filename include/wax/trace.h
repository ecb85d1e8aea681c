/* trace.h -- everything that happens, as it happens, in the format of the dialogue tests.
 *
 * Guarantee: secrets are replaced by "<secret>" before an event exists; the text is one printable line.  A trace written as
 * wax_trace_mark(kind) and the text is a dialogue that the test sink can play.
 */
#ifndef WAX_TRACE_H
#define WAX_TRACE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    WAX_TRACE_NOTE,     /* "# "    what we did: resolve, connect, the facts of the handshake */
    WAX_TRACE_SAID,     /* "C: "   a command; the mail itself is "<message 343 bytes>" */
    WAX_TRACE_HEARD,    /* "S: "   a line of a reply */
    WAX_TRACE_TLS       /* "TLS"   the epoch turned */
} wax_trace_kind;

typedef struct wax_trace_event {
    wax_trace_kind kind;
    int64_t        ms;      /* milliseconds since the connection was begun (core alone: as told by wax_smtp_now) */
    const char    *text;    /* borrowed for the length of the call */
} wax_trace_event;

/* Runs inside the call that caused the event; it must not call back into the object that is traced. */
typedef void wax_trace_fn(void *user, const wax_trace_event *);

const char *wax_trace_mark(wax_trace_kind);     /* "C: " ...: constants */

/* Where the time went.  A connection's stages follow each other: "resolve" (the name), "connect", "proxy" (asked for the way), "greeting", "ehlo", "starttls" (its 220),
 * "tls" (the handshake), "ehlo-tls" (the second), "auth", "ehlo-auth" (asked again after the login).  A message's may overlap, for all of it may be
 * one flight: "envelope" (from MAIL to the last answer to it), "body" (said), "end" (from its end to the answer). */
typedef struct wax_stage {
    const char *name;               /* a constant */
    int64_t     begin_us, end_us;   /* microseconds; since when, says whoever gives it */
} wax_stage;

#ifdef __cplusplus
}
#endif
#endif
