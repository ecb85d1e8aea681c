/* stream_wire.h -- what the pump needs of a stream beyond its ports. */
#ifndef WAX_STREAM_STREAM_WIRE_H
#define WAX_STREAM_STREAM_WIRE_H

#include <wax/stream.h>

void       wax__stream_nothing_came(wax_stream *);      /* the room that wire_in lent is given back unused */
wax_status wax__stream_broke(wax_stream *, const char *doing, const char *reason);  /* the wire failed: E_IO, for good */
bool       wax__stream_wants_wire(const wax_stream *);  /* it would read more, if the peer has more to say */

#endif
