/* check.c -- `wax check`: what a server is like, without sending it a mail.
 *
 * The exit code is that of `wax send` as far as a mail would have come; 0: it could have been sent.
 */
#include "account_use.h"
#include "check_json.h"
#include "check_text.h"
#include "commands.h"
#include "diagnose_args.h"
#include "events.h"
#include "platform.h"
#include "server_setup.h"
#include "stop_args.h"
#include "timeline.h"
#include "trust_setup.h"

#include <stdio.h>
#include <time.h>
#include <wax/wax.h>

#define FIELD(name) offsetof(struct check_args, name)

struct check_args {
    struct server_args server;
    bool               trace, json;
    struct diagnose_args diagnose;
    struct stop_args   stop;
    struct account_use use;
    struct strings     operands;
};

static const struct option options[] = {
    SERVER_OPTIONS(FIELD),
    { "trace", NULL, OPTION_FLAG, 0, FIELD(trace), NULL },
    { "json", NULL, OPTION_FLAG, 0, FIELD(json), "show the talk; report as JSON" },
    STORES_OPTIONS(FIELD),
    TRUST_OPTIONS(FIELD),
    ACCOUNT_OPTIONS(FIELD),
    ROUTE_OPTIONS(FIELD),
    DIAGNOSE_OPTIONS(FIELD),
    STOP_OPTIONS(FIELD),
};

/* What an account may fill in: the URL too, which is no option here. */
static const struct option account_rows[] = {
    { "server", "URL", OPTION_LINE, 2048, FIELD(server.url), "" },
    SERVER_OPTIONS(FIELD),
    ROUTE_OPTIONS(FIELD),
    STORES_OPTIONS(FIELD),
    TRUST_OPTIONS(FIELD),
};

static const struct command from_account = { .name = "check", .options = account_rows, .n_options = sizeof account_rows / sizeof *account_rows };

static const struct advice advice[] = {
    SERVER_ADVICE,
    { "server", "the server is named without an option: wax check submission://mail.example.org" },
};

static const struct screen screens[] = {
    { "help-login", N_STORES_OPTIONS, STORES_EXAMPLES("check URL") },
    { "help-tls", N_TRUST_OPTIONS,
        "  wax check submission://mail.example.org --known-servers ~/.mail-servers\n"
        "More: man wax-check, man wax-send\n" },
    { "help-account", 1, "  wax check -a work\n\n" ACCOUNT_EXAMPLES },
    { "help-route", N_ROUTE_OPTIONS, ROUTE_EXAMPLES("check submission://mail.example.org") },
    { "help-diagnose", N_DIAGNOSE_OPTIONS + N_STOP_OPTIONS, STOP_ADVICE DIAGNOSE_ADVICE
      "  wax check submission://mail.example.org --timing --timeline session.svg\n"
      "  wax check smtp://mail.example.org --stop-after rcpt --from ada@example.org \\\n"
      "    --to grace@example.net\n"
      "  wax check submission://mail.example.org --say 'VRFY grace' --say HELP\n" },
};

static const struct command command = {
    .name = "check",
    .usage = "check [URL] [OPTIONS]    sends no mail; logs in only with a user",
    .options = options, .n_options = sizeof options / sizeof *options,
    .advice = advice, .n_advice = sizeof advice / sizeof *advice,
    .examples = "  wax check submission://mail.example.org\n"
                "  wax check smtps://mail.example.org --user ada --password-command 'pass show mail'\n"
                "More: --help-login (keyring, OAuth), --help-tls (pins, ...), --help-account;\n"
                "--help-route (addresses), --help-diagnose (stages, timing); man wax-check\n",
    .screens = screens, .n_screens = sizeof screens / sizeof *screens,
};

const struct command *check_command(void)
{
    return &command;
}

static void choose_server(struct check_args *a, struct outcome *o)
{
    a->server.url = a->operands.n ? a->operands.at[0] : NULL;
    if (a->operands.n <= 1 && (!a->server.url || a->server.account) && !account_use(&a->use, &from_account, a, a->server.account, NULL, o))
        return;
    if (a->operands.n > 1 || !a->server.url)
        outcome_wrong(o, EXIT_CODE_USAGE, WAX_E_USAGE, "options", "say which server, and one: wax check submission://mail.example.org%s",
                      a->operands.n ? "" : ", or wax check --account NAME");
}

static enum parsed read_args(struct check_args *a, int argc, char **argv, struct outcome *o)
{
    enum parsed parsed = options_parse(&command, a, &a->operands, argc, argv, o);

    if (parsed != PARSED)
        return parsed;
    choose_server(a, o);
    server_args_check(&a->server, o);
    stop_args_check(&a->stop, o);
    return outcome_is_wrong(o) ? PARSED_WRONG : PARSED;
}

static wax_check_report *call(const struct check_args *a, const wax_tls *tls, struct password *password, int64_t deadline_ms, struct outcome *o)
{
    wax_client *client = wax_client_new(a->server.url);
    struct events events = { .is_traced = a->trace, .is_told = a->diagnose.events };
    wax_check_report *report = NULL;
    int64_t left = deadline_ms - platform_now_ms();

    server_setup_client(client, &a->server, tls, password);
    server_setup_proxy(client, &a->server, deadline_ms, o);
    wax_client_timeout(client, left > 0 ? left : 1);
    events_watch(&events, client);
    for (size_t i = 0; i < a->stop.say.n; i++)
        wax_check_say(client, a->stop.say.at[i]);
    if (!outcome_is_wrong(o) && wax_check_until(client, a->stop.stop, a->stop.from, a->stop.to.n ? a->stop.to_ended : NULL, &report) && !report)
        outcome_failed(o, wax_client_error(client));
    wax_client_free(client);
    return report;
}

static wax_check_report *prepare_and_call(const struct check_args *a, struct outcome *o)
{
    struct password password = { 0 };
    int64_t deadline_ms = platform_now_ms() + a->server.timeout_ms;
    wax_check_report *report = NULL;

    wax_tls *tls = trust_setup(&a->server.trust, deadline_ms, o);
    if (!outcome_is_wrong(o))
        server_setup_password(&password, &a->server, true, deadline_ms, o);
    if (!outcome_is_wrong(o))
        report = call(a, tls, &password, deadline_ms, o);
    wax_tls_free(tls);
    password_clear(&password);
    return report;
}

static const wax_stage *stage_at(const void *report, size_t i)
{
    return wax_check_stage(report, i);
}

static bool wants_json(const struct check_args *a)
{
    return a->json || a->diagnose.events;
}

static void show_time(const struct check_args *a, const wax_check_report *r, FILE *timeline)
{
    const struct timing timing = { stage_at, r };
    char title[400];

    if (a->diagnose.timing && !wants_json(a))
        timing_text(&timing);
    snprintf(title, sizeof title, "%.300s: %.1f ms", *wax_check_peer(r) ? wax_check_peer(r) : "nobody", (double)timing_end_us(&timing) / 1000);
    if (!timeline_close(timeline, &timing, title))
        outcome_say("the picture of the session could not be written whole");
}

/* What was found out stands above the sentence that says what is wrong. */
static void show(const struct check_args *a, struct outcome *o, const wax_check_report *r, FILE *timeline)
{
    if (r && !wants_json(a))
        check_text(r, (int64_t)time(NULL), a->stop.word);
    show_time(a, r, timeline);
    fflush(stdout);
    if (r)
        outcome_failed(o, wax_check_error(r));
    if (wants_json(a))
        check_json(o, r, a->diagnose.events);
}

int check_main(int argc, char **argv)
{
    struct check_args a = { 0 };
    struct outcome o = { 0 };
    enum parsed parsed = read_args(&a, argc, argv, &o);
    FILE *timeline = parsed == PARSED && a.diagnose.timeline ? timeline_open(a.diagnose.timeline, &o) : NULL;
    wax_check_report *report = parsed == PARSED && !outcome_is_wrong(&o) ? prepare_and_call(&a, &o) : NULL;

    if (parsed != PARSED_HELP)
        show(&a, &o, report, timeline);
    outcome_offer_help(&o);
    wax_check_free(report);
    options_free(&command, &a, &a.operands);
    account_use_free(&a.use);
    if (!platform_finish_stdout() && !outcome_is_wrong(&o))
        outcome_wrong(&o, EXIT_CODE_IO, WAX_E_IO, "report", "standard output could not be written");
    return o.exit;
}
