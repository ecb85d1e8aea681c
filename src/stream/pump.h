/* pump.h -- half of the pump, for a driver that has listened in this very turn.
 *
 * Knows sockets, as wax_stream_pump does. */
#ifndef WAX_STREAM_PUMP_H
#define WAX_STREAM_PUMP_H

#include <wax/stream.h>

/* As wax_stream_pump, but it sends alone: an answer can't have come yet, and asking for it is a system call that says so.  Where sending fails it
 * listens, for the peer may have said why. */
wax_status wax__stream_speak(wax_stream *, int fd, unsigned *events);

#endif
