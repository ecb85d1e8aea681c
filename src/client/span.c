/* span.c -- see span.h. */
#include "span.h"

void wax__span_add(struct spans *s, const wax_stage *stage, int64_t began_us)
{
    if (s->n == SPANS_MOST || stage->begin_us < began_us || stage->end_us == STAGE_IS_OPEN)
        return;
    s->at[s->n++] = (wax_stage){ stage->name, stage->begin_us - began_us, stage->end_us - began_us };
}
