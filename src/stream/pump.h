/* pump.h -- for a driver that knows what comes next: half of the pump, and room that is kept. */
#ifndef WAX_STREAM_PUMP_H
#define WAX_STREAM_PUMP_H

#include <stdbool.h>
#include <wax/stream.h>

/* As wax_stream_pump, but it sends alone: an answer can't have come yet, and asking for it is a system call that says so.  Where sending fails it
 * listens, for the peer may have said why. */
wax_status wax__stream_speak(wax_stream *, int fd, unsigned *events);

/* Whether buffers that fall empty keep their memory, for more is to come soon; a stream gives it back until it is told.  What was in them is overwritten. */
void wax__stream_keep_room(wax_stream *, bool);

#endif
