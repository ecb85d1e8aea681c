/* each_results.h -- what became of every row: counted, told, and what of it the exit code says.
 *
 * Knows verdicts, words and names; sends nothing.  Promise: a row is counted once.
 */
#ifndef WAX_CMD_EACH_RESULTS_H
#define WAX_CMD_EACH_RESULTS_H

#include "each_mails.h"
#include "each_verdict.h"
#include "send_args.h"

struct each_results {
    const struct send_args *args;
    const struct each_mails *mails;         /* who knows their names */
    struct outcome         *outcome;        /* of the whole: the worst row's */
    int64_t                 n_rows;
    int64_t                 n[N_VERDICTS], n_before;    /* settled by an earlier run */
};

/* One row, and what the server said of it; without a report, the error says why there is none. */
void    each_results_put(struct each_results *, int64_t row, const wax_report *);
void    each_results_put_failed(struct each_results *, int64_t row, const wax_error *);

/* What an earlier run knew of it: settled, and not told again; or uncertain, which stays so. */
void    each_results_put_past(struct each_results *, int64_t row, bool is_uncertain);

/* All from that row on, which nobody came to. */
void    each_results_put_rest(struct each_results *, int64_t row, const wax_error *);

int64_t each_results_settled(const struct each_results *);
void    each_results_sum_up(const struct each_results *);
void    each_results_show(const void *results, char *to, size_t size, int64_t ms);     /* what the progress line says after so long */

#endif
