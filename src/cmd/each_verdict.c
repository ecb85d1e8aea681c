/* each_verdict.c -- see each_verdict.h. */
#include "each_verdict.h"

#include <string.h>

const char *each_verdict_word(enum verdict v)
{
    static const char *const words[] = { "unsent", "deferred", "refused", "uncertain", "partial", "sent" };

    return words[v];
}

/* Before anybody was named: what is said there is said of all mails alike. */
static bool is_of_session(const wax_error *e)
{
    static const char *const stages[] = { "greeting", "ehlo", "helo", "starttls", "tls", "auth", "session" };

    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (strcmp(e->stage, stages[i]) == 0)
            return true;
    return false;
}

static bool has(const wax_report *r, wax_fate fate)
{
    for (size_t i = 0; i < wax_report_recipients(r); i++)
        if (wax_report_result(r, i)->fate == fate)
            return true;
    return false;
}

enum verdict each_verdict_of(const wax_report *r)
{
    const wax_error *e = wax_report_error(r);

    if (has(r, WAX_UNCERTAIN))
        return VERDICT_UNCERTAIN;
    if (has(r, WAX_ACCEPTED))
        return e->status ? VERDICT_PARTIAL : VERDICT_SENT;
    if (has(r, WAX_DEFERRED))
        return VERDICT_DEFERRED;
    if (has(r, WAX_REFUSED) || (e->status == WAX_E_REFUSED && !is_of_session(e)))
        return VERDICT_REFUSED;
    return VERDICT_UNSENT;
}

bool each_verdict_ends_run(enum verdict v, const wax_error *e)
{
    return v == VERDICT_UNSENT || (v == VERDICT_DEFERRED && (e->smtp == 421 || is_of_session(e)));
}

static int badness(enum exit_code code)
{
    static const enum exit_code from_good_to_bad[] = { EXIT_CODE_OK, EXIT_CODE_TEMPORARY, EXIT_CODE_PARTIAL, EXIT_CODE_CANCELLED };

    for (int i = 0; i < 4; i++)
        if (code == from_good_to_bad[i])
            return i;
    return code == EXIT_CODE_UNCERTAIN ? 5 : 4;
}

enum exit_code each_verdict_worse(enum exit_code a, enum exit_code b)
{
    return badness(b) > badness(a) ? b : a;
}
