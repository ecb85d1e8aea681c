/* hot.h -- the paths of the core whose instructions are counted, and what they share.
 *
 * A path does its work `times` over and ends the program when something is not as it was meant: a count of a failure would be a low one.
 */
#ifndef WAX_BENCH_HOT_H
#define WAX_BENCH_HOT_H

#include <stdbool.h>
#include <stddef.h>
#include <wax/smtp.h>

typedef void hot_fn(long times);

hot_fn hot_cold, hot_data, hot_reply;                                           /* talk.c */
hot_fn hot_bulk;                                                                /* bulk.c */
hot_fn hot_base64, hot_base64_plain, hot_qp, hot_crlf, hot_lf, hot_field, hot_compose;   /* letters.c */

_Noreturn void hot_fail(const char *what);

static inline void hot_must(bool good, const char *what)
{
    if (!good)
        hot_fail(what);
}

/* A text of memory, from its start; `user` is where reading stands. */
struct hot_text { const char *text; size_t len, at; };
wax_source hot_source(struct hot_text *);

#endif
