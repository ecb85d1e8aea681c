/* lines_source.h -- a source whose lines are put right as it is read: normalise.h's promise, and its refusals. */
#ifndef WAX_MESSAGE_LINES_SOURCE_H
#define WAX_MESSAGE_LINES_SOURCE_H

#include "normalise.h"

/* Owns `from` when it succeeds. */
wax_status wax__lines_source(wax_source *, wax_source from, struct line_law, wax_error *);

#endif
