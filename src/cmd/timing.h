/* timing.h -- where the time of a session went, for a person and for a program.
 *
 * Knows stages as wax/trace.h has them, whoever reports them: a mail or a check.
 */
#ifndef WAX_CMD_TIMING_H
#define WAX_CMD_TIMING_H

#include <stddef.h>
#include <wax/trace.h>

struct timing {
    const wax_stage *(*at)(const void *report, size_t i);      /* NULL past the last */
    const void        *report;
};

const char *timing_label(const wax_stage *);        /* what a person calls it: a constant */
int64_t     timing_end_us(const struct timing *);   /* of what ended last */

void timing_text(const struct timing *);    /* to standard output: a row for each, in milliseconds; nothing if there is none */
void timing_json(const struct timing *);    /* ,"stages":[...] to standard output, in microseconds */

#endif
