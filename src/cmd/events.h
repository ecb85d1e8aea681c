/* events.h -- a session as it happens: for a person on standard error, for programs as JSON lines on standard output.
 *
 * Knows the events of trace.h, whose secrets are replaced already.  Promise: one object a line, written out at once; the outcome, which is another's,
 * comes last.
 */
#ifndef WAX_CMD_EVENTS_H
#define WAX_CMD_EVENTS_H

#include <stdbool.h>
#include <wax/client.h>

/* Of one connection. */
struct events {
    bool is_traced, is_told;        /* who looks on: a person, a program */
    bool is_inside_tls;
};

void events_watch(struct events *, wax_client *);       /* borrowed until the client is freed */

#endif
