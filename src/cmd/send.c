/* send.c -- `wax send`: one message to one server, and an honest word about what became of it.
 *
 * Drives a client on a loop of our own, beside signals and the progress line.  Guarantee: "sent" is printed for a recipient
 * whose fate is ACCEPTED, and for no other; a signal that comes when the end was said makes the outcome uncertain, never "not sent".
 */
#include "commands.h"
#include "password.h"
#include "platform.h"
#include "progress.h"
#include "report_json.h"
#include "report_text.h"
#include "send_args.h"
#include "send_mail.h"
#include "server_setup.h"
#include "ready_made.h"
#include "trace_print.h"
#include "trust_setup.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <wax/wax.h>

struct sending {
    struct send_args args;
    struct outcome   outcome;
    struct password  password;
    int64_t          deadline_ms;
    wax_tls         *tls;
    wax_loop        *loop;
    wax_client      *client;
    struct progress  progress;
    bool             is_done;
    bool             has_reported;
    bool             has_kept_token;    /* it was good when it was got, and may have been withdrawn */
    bool             wants_fresh_token;
    int              signal;        /* that ended it; 0: none */
};

/* -- before anybody is called ------------------------------------------------------------------------------- */

static void restart_clock(struct sending *s)
{
    s->deadline_ms = platform_now_ms() + s->args.server.timeout_ms;
}

/* -- the client --------------------------------------------------------------------------------------------- */

static void set_client(struct sending *s)
{
    s->has_kept_token = s->password.is_kept;
    server_setup_client(s->client, &s->args.server, s->tls, &s->password);
    if (s->args.trace)
        wax_client_trace(s->client, trace_print, NULL);
    wax_client_progress(s->client, progress_note, &s->progress);
}

static bool set_time(struct sending *s)
{
    int64_t left = s->deadline_ms - platform_now_ms();

    if (left > 0)
        wax_client_timeout(s->client, left);
    else
        outcome_wrong(&s->outcome, EXIT_CODE_TEMPORARY, WAX_E_TIMEOUT, "mail", "the time given was over before the server was called; "
                      "nothing was sent");
    return left > 0;
}

/* -- the report --------------------------------------------------------------------------------------------- */

static void report(struct sending *s, const wax_report *r)
{
    s->has_reported = true;
    if (r && s->outcome.error.status)
        report_text_others(r, s->outcome.error.text);
    if (s->args.json)
        report_json(&s->outcome, r);
    else if (r && !s->args.quiet)
        report_text_accepted(r);
    outcome_offer_help(&s->outcome);
}

/* The same server, proved again, is shown a newer token of the same kind: that gives away nothing more.  Nobody was named to it yet. */
static bool may_try_fresh_token(const struct sending *s, const wax_error *e)
{
    return s->has_kept_token && !s->signal && e->status == WAX_E_AUTH && e->smtp == 535;
}

static void on_done(void *user, wax_message *m, const wax_report *r)
{
    struct sending *s = user;

    (void)m;
    s->is_done = true;
    progress_erase(&s->progress);
    s->wants_fresh_token = may_try_fresh_token(s, wax_report_error(r));
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

static void hear_signal(struct sending *s, int signals)
{
    unsigned char number;

    if (signals < 0 || s->signal || read(signals, &number, 1) != 1)
        return;
    s->signal = number;
    wax_client_cancel(s->client);
}

static int sooner(int a, int b)
{
    return a < 0 ? b : b < 0 || a < b ? a : b;
}

static void run(struct sending *s, int signals)
{
    while (!s->is_done) {
        platform_wait(wax_loop_fd(s->loop), signals, sooner(wax_loop_timeout_ms(s->loop), progress_wait_ms(&s->progress)));
        hear_signal(s, signals);
        wax_loop_turn(s->loop);
        progress_draw(&s->progress);
    }
}

static void call(struct sending *s, wax_message *m, int signals)
{
    s->client = wax_client_on(s->loop, s->args.server.url);
    s->is_done = false;
    set_client(s);
    if (!set_time(s))
        return;
    progress_begin(&s->progress, !s->args.quiet && !s->args.trace);
    if (wax_submit(s->client, m, on_done, s) == WAX_OK)
        run(s, signals);
    else
        outcome_failed(&s->outcome, wax_client_error(s->client));
}

static void deliver(struct sending *s, wax_message *m)
{
    int signals = platform_catch_signals();

    s->loop = wax_loop_new(NULL);
    call(s, m, signals);
    if (!s->wants_fresh_token)
        return;
    wax_client_free(s->client);
    s->client = NULL;
    s->is_done = false;
    server_setup_password(&s->password, &s->args.server, true, s->deadline_ms, &s->outcome);
    if (!outcome_is_wrong(&s->outcome))
        call(s, m, signals);
}

static void prepare_and_deliver(struct sending *s)
{
    wax_message *m = NULL;

    restart_clock(s);
    s->tls = trust_setup(&s->args.server.trust, s->deadline_ms, &s->outcome);
    if (!outcome_is_wrong(&s->outcome))
        m = send_mail_make(&s->args, s->deadline_ms, &s->outcome);
    if (ready_made_is_typed(s->args.file))
        restart_clock(s);
    if (!outcome_is_wrong(&s->outcome))
        server_setup_password(&s->password, &s->args.server, false, s->deadline_ms, &s->outcome);
    if (!outcome_is_wrong(&s->outcome))
        deliver(s, m);
    wax_client_free(s->client);
    wax_loop_free(s->loop);
    wax_tls_free(s->tls);
    wax_message_free(m);
    password_clear(&s->password);
}

int send_main(int argc, char **argv)
{
    struct sending s = { 0 };
    enum parsed parsed = send_args_read(&s.args, argc, argv, &s.outcome);

    if (parsed == PARSED)
        prepare_and_deliver(&s);
    if (parsed != PARSED_HELP && !s.has_reported)
        report(&s, NULL);
    send_args_free(&s.args);
    finish_stdout(&s);
    if (s.signal && s.outcome.error.status == WAX_E_CANCELLED)
        platform_die_of(s.signal);
    return s.outcome.exit;
}
