/* each_results.c -- see each_results.h. */
#include "each_results.h"

#include "report_json.h"
#include "report_text.h"

#include <stdio.h>

static struct outcome about(const struct each_results *s, int64_t row)
{
    return (struct outcome){ .row = row, .mail = each_mails_name(s->mails, row) };
}

static void count(struct each_results *s, enum verdict v, const struct outcome *one)
{
    s->n[v]++;
    if (each_verdict_worse(s->outcome->exit, one->exit) == s->outcome->exit)
        return;
    s->outcome->exit = one->exit;
    s->outcome->error = one->error;
}

void each_results_put(struct each_results *s, int64_t row, const wax_report *r)
{
    struct outcome one = about(s, row);

    outcome_failed(&one, wax_report_error(r));
    if (outcome_is_wrong(&one))
        report_text_others(r, &one);
    if (s->args->json)
        report_json(&one, r, false);
    count(s, each_verdict_of(r), &one);
}

static void put_unsent(struct each_results *s, const struct outcome *one)
{
    if (s->args->json)
        report_json(one, NULL, false);
    count(s, VERDICT_UNSENT, one);
}

void each_results_put_failed(struct each_results *s, int64_t row, const wax_error *why)
{
    struct outcome one = about(s, row);

    outcome_failed(&one, why);
    put_unsent(s, &one);
}

void each_results_put_past(struct each_results *s, int64_t row, bool is_uncertain)
{
    struct outcome one = about(s, row);

    s->n_before += !is_uncertain;
    if (!is_uncertain)
        return;
    outcome_wrong(&one, EXIT_CODE_UNCERTAIN, WAX_E_UNCERTAIN, "resume", "an earlier run may have sent it, and its answer was lost; it is not sent again. To send "
                  "it all the same, take its lines out of the log");
    if (s->args->json)
        report_json(&one, NULL, false);
    count(s, VERDICT_UNCERTAIN, &one);
}

/* Said of all at once already. */
static void put_untried(struct each_results *s, int64_t row, const wax_error *why)
{
    struct outcome one = about(s, row);

    one.exit = exit_code_of(why);
    one.error = *why;
    put_unsent(s, &one);
}

void each_results_put_rest(struct each_results *s, int64_t row, const wax_error *why)
{
    char line[80];

    if (row > s->n_rows)
        return;
    snprintf(line, sizeof line, "%s %lld to %lld were not tried", each_mails_name(s->mails, row) ? "mails" : "rows", (long long)row, (long long)s->n_rows);
    outcome_say(line);
    for (; row <= s->n_rows; row++)
        put_untried(s, row, why);
}

int64_t each_results_settled(const struct each_results *s)
{
    int64_t n = s->n_before;

    for (int v = 0; v < N_VERDICTS; v++)
        n += s->n[v];
    return n;
}

void each_results_sum_up(const struct each_results *s)
{
    if (s->args->json || s->args->quiet)
        return;
    printf("%lld mail%s: %lld sent", (long long)s->n_rows, s->n_rows == 1 ? "" : "s", (long long)s->n[VERDICT_SENT]);
    for (int v = VERDICT_PARTIAL; v >= VERDICT_UNSENT; v--)
        if (s->n[v])
            printf(", %lld %s", (long long)s->n[v], each_verdict_word((enum verdict)v));
    if (s->n_before)
        printf(", %lld settled before", (long long)s->n_before);
    putchar('\n');
}

void each_results_show(const void *results, char *to, size_t size, int64_t ms)
{
    const struct each_results *s = results;
    int64_t settled = each_results_settled(s) - s->n_before, sent = s->n[VERDICT_SENT], left = s->n_rows - each_results_settled(s);
    double rate = (double)settled * 1000 / (double)(ms > 0 ? ms : 1);

    if (settled)
        snprintf(to, size, "%lld of %lld sent, %lld refused, %lld others, %.0f a second, %.0f s left", (long long)sent, (long long)s->n_rows,
                 (long long)s->n[VERDICT_REFUSED], (long long)(settled - sent - s->n[VERDICT_REFUSED]), rate, (double)left / rate);
    else
        snprintf(to, size, "waiting for the server");
}
