/* send.c -- `wax send`: one message to one server, and an honest word about what became of it.
 *
 * Of many (--each) it knows that they are somebody else's.  Guarantee: "sent" is printed for a recipient whose fate is ACCEPTED, and for no
 * other; a signal that comes when the end was said makes the outcome uncertain, never "not sent".
 */
#include "call.h"
#include "commands.h"
#include "each.h"
#include "platform.h"
#include "progress.h"
#include "ready_made.h"
#include "report_json.h"
#include "report_text.h"
#include "send_mail.h"
#include "timeline.h"

#include <stdio.h>

struct sending {
    struct send_args args;
    struct outcome   outcome;
    struct call      call;
    struct progress  progress;
    FILE            *timeline;      /* NULL: none is wanted, or it is drawn */
    bool             is_done;
    bool             has_reported;
    bool             wants_fresh_token;
};

/* -- the report --------------------------------------------------------------------------------------------- */

static const wax_stage *stage_at(const void *report, size_t i)
{
    return wax_report_stage(report, i);
}

static void show_time(struct sending *s, const wax_report *r)
{
    const struct timing timing = { stage_at, r };
    char title[400];

    if (s->args.diagnose.timing && !s->args.json && !s->args.diagnose.events)
        timing_text(&timing);
    snprintf(title, sizeof title, "%.300s: %.1f ms", r && *wax_report_peer(r) ? wax_report_peer(r) : "nobody", (double)timing_end_us(&timing) / 1000);
    if (!timeline_close(s->timeline, &timing, title))
        outcome_say("the picture of the session could not be written whole; that changes nothing about the mail");
    s->timeline = NULL;
}

static void report(struct sending *s, const wax_report *r)
{
    s->has_reported = true;
    if (r && s->outcome.error.status)
        report_text_others(r, &s->outcome);
    if (s->args.json || s->args.diagnose.events)
        report_json(&s->outcome, r, s->args.diagnose.events);
    else if (r && !s->args.quiet)
        report_text_accepted(r);
    show_time(s, r);
    outcome_offer_help(&s->outcome);
}

static void on_done(void *user, wax_message *m, const wax_report *r)
{
    struct sending *s = user;

    (void)m;
    s->is_done = true;
    progress_erase(&s->progress);
    s->wants_fresh_token = call_may_try_fresh_token(&s->call, wax_report_error(r));
    if (s->wants_fresh_token)
        return;
    outcome_failed(&s->outcome, wax_report_error(r));
    report(s, r);
}

/* The mail went; only the word about it did not.  Saying "failed" without that would make somebody send it again. */
static void finish_stdout(struct sending *s)
{
    const char *sentence = s->is_done ? "the message WAS sent, but the report could not be written to standard output; do not send it again"
                                      : "standard output could not be written";

    if (platform_finish_stdout())
        return;
    if (outcome_is_wrong(&s->outcome))
        outcome_say("the report could not be written to standard output either");
    else
        outcome_wrong(&s->outcome, EXIT_CODE_IO, WAX_E_IO, "report", "%s", sentence);
}

/* -- the run ------------------------------------------------------------------------------------------------ */

static void run(struct sending *s)
{
    while (!s->is_done) {
        call_turn(&s->call, progress_wait_ms(&s->progress));
        progress_draw(&s->progress);
    }
}

static void submit(struct sending *s, wax_message *m)
{
    s->is_done = false;
    if (!call_make_client(&s->call))
        return;
    wax_client_progress(s->call.client, progress_note, &s->progress);
    progress_begin(&s->progress, !s->args.quiet && !s->args.trace, NULL, NULL);
    if (wax_submit(s->call.client, m, on_done, s) == WAX_OK)
        run(s);
    else
        outcome_failed(&s->outcome, wax_client_error(s->call.client));
}

static void deliver(struct sending *s, wax_message *m)
{
    call_begin(&s->call);
    submit(s, m);
    if (!s->wants_fresh_token)
        return;
    s->is_done = false;
    call_get_password(&s->call, true);
    if (!outcome_is_wrong(&s->outcome))
        submit(s, m);
}

static void prepare_and_deliver(struct sending *s)
{
    wax_message *m = NULL;

    s->call = (struct call){ .args = &s->args, .outcome = &s->outcome };
    if (s->args.diagnose.timeline)
        s->timeline = timeline_open(s->args.diagnose.timeline, &s->outcome);
    call_demand(&s->call);
    if (!outcome_is_wrong(&s->outcome))
        m = send_mail_make(&s->args, s->call.deadline_ms, &s->outcome);
    if (ready_made_is_typed(s->args.file))
        call_restart_clock(&s->call);
    if (!outcome_is_wrong(&s->outcome))
        call_get_password(&s->call, false);
    if (!outcome_is_wrong(&s->outcome))
        deliver(s, m);
    call_end(&s->call);
    wax_message_free(m);
}

static int send_one(struct sending *s)
{
    prepare_and_deliver(s);
    if (!s->has_reported)
        report(s, NULL);
    finish_stdout(s);
    if (s->call.signal && s->outcome.error.status == WAX_E_CANCELLED)
        platform_die_of(s->call.signal);
    return s->outcome.exit;
}

static int say_usage(struct sending *s, enum parsed parsed)
{
    if (parsed != PARSED_HELP)
        report(s, NULL);
    finish_stdout(s);
    return s->outcome.exit;
}

int send_main(int argc, char **argv)
{
    struct sending s = { 0 };
    enum parsed parsed = send_args_read(&s.args, argc, argv, &s.outcome);
    int exit = parsed != PARSED ? say_usage(&s, parsed) : s.args.each.source ? each_run(&s.args) : send_one(&s);

    send_args_free(&s.args);
    return exit;
}
