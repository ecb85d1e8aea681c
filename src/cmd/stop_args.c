/* stop_args.c -- see stop_args.h. */
#include "stop_args.h"

#include <string.h>

static const char *const stages[] = {
    [WAX_STOP_CONNECT] = "connect", [WAX_STOP_GREETING] = "greeting", [WAX_STOP_EHLO] = "ehlo", [WAX_STOP_STARTTLS] = "starttls",
    [WAX_STOP_AUTH] = "auth", [WAX_STOP_MAIL] = "mail", [WAX_STOP_RCPT] = "rcpt", [WAX_STOP_DATA] = "data",
};

static wax_stop stage_of(const char *word)
{
    for (int i = WAX_STOP_CONNECT; i <= WAX_STOP_DATA; i++)
        if (strcmp(word, stages[i]) == 0)
            return (wax_stop)i;
    return WAX_STOP_NEVER;
}

static void check_envelope(struct stop_args *a, struct outcome *o)
{
    if (a->stop >= WAX_STOP_MAIL && !a->from)
        outcome_usage(o, "--stop-after %s says who sends: --from ada@example.org, or --from '<>'", a->word);
    if (a->stop >= WAX_STOP_RCPT && !a->to.n)
        outcome_usage(o, "--stop-after %s says a recipient: --to grace@example.net", a->word);
    if (a->stop < WAX_STOP_RCPT && a->to.n)
        outcome_usage(o, "--to is said to the server only with --stop-after rcpt or data; a mail is sent by wax send");
    else if (a->stop < WAX_STOP_MAIL && a->from)
        outcome_usage(o, "--from is said to the server only with --stop-after mail, rcpt or data; a mail is sent by wax send");
}

static void check_lines(const struct stop_args *a, struct outcome *o)
{
    if (a->say.n && (a->stop == WAX_STOP_CONNECT || a->stop == WAX_STOP_DATA))
        outcome_usage(o, "--say says nothing with --stop-after %s: %s", a->word,
                      a->stop == WAX_STOP_CONNECT ? "the server has not spoken yet" : "behind DATA every line would be one of a mail");
    if (a->say.n > STOP_LINES)
        outcome_usage(o, "--say is given %zu times; a check says at most %d lines", a->say.n, STOP_LINES);
    for (size_t i = 0; i < a->say.n; i++) {
        wax_error why = { 0 };
        if (wax_smtp_line_check(a->say.at[i], &why))
            outcome_usage(o, "--say '%.60s': %s", a->say.at[i], why.text);
    }
}

void stop_args_check(struct stop_args *a, struct outcome *o)
{
    a->stop = a->word ? stage_of(a->word) : WAX_STOP_NEVER;
    if (a->word && !a->stop) {
        outcome_usage(o, "--stop-after is connect, greeting, ehlo, starttls, auth, mail, rcpt or data, not '%.60s'", a->word);
        return;
    }
    check_envelope(a, o);
    check_lines(a, o);
    if (a->to.n > STOP_RECIPIENTS)
        outcome_usage(o, "--to is given %zu times; a check names at most %d", a->to.n, STOP_RECIPIENTS);
    for (size_t i = 0; i < a->to.n && i < STOP_RECIPIENTS; i++)
        a->to_ended[i] = a->to.at[i];
    if (a->from && strcmp(a->from, "<>") == 0)
        a->from = "";
}
