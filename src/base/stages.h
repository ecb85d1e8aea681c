/* stages.h -- a short list of named spans of time.
 *
 * Knows names and numbers, and no clock: what time it is, is an argument.  Promise: it takes no memory, and a span too many is not kept.
 */
#ifndef WAX_BASE_STAGES_H
#define WAX_BASE_STAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <wax/trace.h>

enum { STAGES_MOST = 8, STAGE_IS_OPEN = -1 };    /* a conversation has eight, a message three */

struct stages {
    size_t    n;
    wax_stage at[STAGES_MOST];      /* an end of STAGE_IS_OPEN: it lasts still */
};

/* Names are constants.  Begun again, the same one goes on; ended again, it ends later. */
void wax__stages_begin(struct stages *, const char *name, int64_t now_us);
void wax__stages_end(struct stages *, const char *name, int64_t now_us);
void wax__stages_end_all(struct stages *, int64_t now_us);      /* that are open */

/* Where one follows the other: ends what is open and begins this one, unless it is the open one; NULL: ends only. */
void wax__stages_enter(struct stages *, const char *or_null, int64_t now_us);

#endif
