/* each.c -- see each.h. */
#include "each.h"

#include "each_dry_run.h"
#include "each_send.h"
#include "platform.h"
#include "report_json.h"

#include <stdio.h>

/* What was asked, and what came of it. */
struct errand {
    struct call         call;
    struct outcome      outcome;
    struct each_results results;
    bool                has_begun;
};

static void dry_run(struct errand *r, struct each_mails *mails)
{
    const struct send_args *a = r->call.args;

    each_dry_run(mails, r->results.n_rows, a->each.dry_run, &r->outcome);
    if (!outcome_is_wrong(&r->outcome) && !a->json && !a->quiet)
        printf("written: %lld mails into %s; nothing was sent\n", (long long)r->results.n_rows, a->each.dry_run);
}

static void send_all(struct errand *r, struct each_mails *mails, int64_t largest, struct each_log *log)
{
    call_restart_clock(&r->call);
    call_get_password(&r->call, false);
    if (outcome_is_wrong(&r->outcome))
        return;
    r->has_begun = true;
    each_send(&r->call, mails, largest, log, &r->results);
    each_results_sum_up(&r->results);
}

static void resume(struct errand *r, struct each_mails *mails, int64_t largest)
{
    struct each_log *log = each_log_open(r->call.args->each.resume, &r->outcome);

    if (!log)
        return;
    each_log_check(log, mails, &r->outcome);
    each_mails_rewind(mails);
    if (!outcome_is_wrong(&r->outcome))
        send_all(r, mails, largest, log);
    each_log_close(log);
}

static void check_and_go(struct errand *r, struct each_mails *mails)
{
    int64_t largest = 0;

    r->results.mails = mails;
    r->results.n_rows = each_mails_check(mails, &largest, &r->outcome);
    if (outcome_is_wrong(&r->outcome))
        return;
    each_mails_rewind(mails);
    if (r->call.args->each.dry_run)
        dry_run(r, mails);
    else if (r->call.args->each.resume)
        resume(r, mails, largest);
    else
        send_all(r, mails, largest, NULL);
}

static void go(struct errand *r)
{
    struct each_mails *mails;

    call_demand(&r->call);
    if (outcome_is_wrong(&r->outcome))
        return;
    mails = each_mails_open(r->call.args, r->call.deadline_ms, &r->outcome);
    if (mails)
        check_and_go(r, mails);
    each_mails_free(mails);
}

static void finish_stdout(struct errand *r)
{
    if (platform_finish_stdout())
        return;
    outcome_say(r->has_begun ? "mails WERE sent, but the report could not be written to standard output; do not send them again"
                             : "standard output could not be written");
    if (!outcome_is_wrong(&r->outcome))
        r->outcome.exit = EXIT_CODE_IO;
}

int each_run(const struct send_args *a)
{
    struct errand r = { 0 };

    r.call = (struct call){ .args = a, .outcome = &r.outcome };
    r.results = (struct each_results){ .args = a, .outcome = &r.outcome };
    go(&r);
    if (a->json && !r.has_begun)
        report_json(&r.outcome, NULL, false);
    outcome_offer_help(&r.outcome);
    call_end(&r.call);
    finish_stdout(&r);
    if (r.call.signal && r.outcome.error.status == WAX_E_CANCELLED)
        platform_die_of(r.call.signal);
    return r.outcome.exit;
}
