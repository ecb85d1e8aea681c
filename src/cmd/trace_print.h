/* trace_print.h -- a trace on standard error, in the format of the dialogue tests: what is seen can be played again. */
#ifndef WAX_CMD_TRACE_PRINT_H
#define WAX_CMD_TRACE_PRINT_H

#include <wax/trace.h>

void trace_print(void *unused, const wax_trace_event *);    /* a wax_trace_fn */

#endif
