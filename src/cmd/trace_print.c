/* trace_print.c -- see trace_print.h. */
#include "trace_print.h"

#include <stdio.h>

/* Times stand in remarks only: everything else is a dialogue, word for word. */
void trace_print(void *unused, const wax_trace_event *e)
{
    (void)unused;
    if (e->kind == WAX_TRACE_NOTE)
        fprintf(stderr, "%s%lld ms: %s\n", wax_trace_mark(e->kind), (long long)e->ms, e->text);
    else if (e->kind == WAX_TRACE_TLS)
        fprintf(stderr, "%s\n", wax_trace_mark(e->kind));
    else
        fprintf(stderr, "%s%s\n", wax_trace_mark(e->kind), e->text);
}
