/* note.h -- what a connection did, told to the trace in words and in time.
 *
 * The conversation's own events pass through and get the time since the connection was begun; the rest is remarks.
 */
#ifndef WAX_CLIENT_NOTE_H
#define WAX_CLIENT_NOTE_H

#include <wax/loop.h>
#include <wax/tls.h>
#include <wax/trace.h>

/* Before the address, for whoever looks for it in a trace. */
#define NOTE_CONNECTING "connecting to "

struct notes {
    wax_loop     *loop;
    wax_trace_fn *trace;            /* NULL: nobody listens */
    void         *user;
    int64_t       begun;
};

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void wax__note(const struct notes *, const char *format, ...);
void wax__note_relay(const struct notes *, const wax_trace_event *);
void wax__note_channel(const struct notes *, const wax_tls_info *);

#endif
