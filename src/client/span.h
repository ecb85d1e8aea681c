/* span.h -- the stages of a connection and of a message together, as their report shows them: since the beginning of what is reported.
 *
 * Promise: what began before that, and what has not ended, is not in it.
 */
#ifndef WAX_CLIENT_SPAN_H
#define WAX_CLIENT_SPAN_H

#include "stages.h"

enum { SPANS_MOST = 3 * STAGES_MOST };      /* until it is connected, the conversation's, the message's */

struct spans {
    size_t    n;
    wax_stage at[SPANS_MOST];
};

void wax__span_add(struct spans *, const wax_stage *, int64_t began_us);    /* one that is open still is left out */

#endif
