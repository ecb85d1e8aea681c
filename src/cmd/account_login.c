/* account_login.c -- see account_login.h. */
#include "account_login.h"

#include "account_try.h"
#include "colour.h"
#include "paragraph.h"
#include "platform.h"
#include "server_setup.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ATTEMPTS = 3, PASSWORD_MOST = 2048 };        /* more wrong ones in a row may lock an account */

/* -- without a question ------------------------------------------------------------------------------------- */

static bool has_source(const struct draft *d)
{
    const char *names[SERVER_SOURCES];

    return getenv("WAX_PASSWORD") || server_args_sources(&d->args->server, names) || !server_args_needs_password(&d->args->server);
}

static void default_user(struct draft *d)
{
    struct server_args *a = &d->args->server;

    if (server_args_has_user(a) || stores_args_know_user(&a->stores) || server_args_has_no_password(a))
        return;
    snprintf(d->user, sizeof d->user, "%s", d->from);
    a->user = d->user;
}

static void log_in(struct draft *d)
{
    const struct server_args *a = &d->args->server;

    server_setup_password(&d->password, a, true, platform_now_ms() + a->timeout_ms, d->outcome);
    if (outcome_is_wrong(d->outcome))
        return;
    struct verdict v = account_try_login(d, &d->password);
    outcome_failed(d->outcome, &v.why);
    if (!v.why.status)
        puts("The login was accepted.");
}

/* -- with questions ----------------------------------------------------------------------------------------- */

static bool ask_password(struct draft *d)
{
    char typed[PASSWORD_MOST];
    wax_error why = { 0 };

    password_clear(&d->password);
    bool good = terminal_ask_secret("Password (it is not shown): ", typed, sizeof typed);
    if (!good)
        draft_end(d);
    else if (password_add(&d->password, typed, strlen(typed), "the terminal", &why))
        password_end(&d->password, "the terminal", &why);
    platform_wipe(typed, sizeof typed);
    if (good && why.status)
        paragraph_put(2, why.text);
    return good && !why.status;
}

static bool ask_user(struct draft *d)
{
    char was[DRAFT_USER];

    snprintf(was, sizeof was, "%s", *d->user ? d->user : d->from);
    if (!draft_ask(d, "user", "User name at the server", was, d->user, sizeof d->user))
        return false;
    d->args->server.user = d->user;
    return true;
}

/* OK: it was accepted.  AUTH: another try is worth it. */
static wax_status ask_once(struct draft *d, bool is_last)
{
    if (!ask_password(d))
        return outcome_is_wrong(d->outcome) ? WAX_E_CANCELLED : WAX_E_AUTH;
    fputs("  logging in ... ", stdout);
    fflush(stdout);
    struct verdict v = account_try_login(d, &d->password);
    colour_put(stdout, v.why.status ? COLOUR_BAD : COLOUR_GOOD, v.why.status ? "not accepted" : "accepted");
    putchar('\n');
    if (v.why.status == WAX_E_AUTH && !is_last)
        paragraph_put(2, v.why.text);
    else
        outcome_failed(d->outcome, &v.why);
    return v.why.status;
}

static void ask(struct draft *d, bool asks_user)
{
    wax_status status = ask_once(d, false);

    for (int left = ATTEMPTS - 1; left && status == WAX_E_AUTH; left--)
        if (!asks_user || ask_user(d))
            status = ask_once(d, left == 1);
        else
            return;
    if (status && !outcome_is_wrong(d->outcome))
        outcome_wrong(d->outcome, EXIT_CODE_NO_PERMISSION, WAX_E_USAGE, "account", "no password was given, so nothing was written");
}

void account_login(struct draft *d)
{
    const struct server_args *a = &d->args->server;
    bool is_named = server_args_has_user(a) || stores_args_know_user(&a->stores) || server_args_has_no_password(a);

    if (!d->takes_logins && !is_named && !a->auth) {
        puts("The server takes no logins, so the account has none.");
        return;
    }
    if (d->is_asking && !is_named && !ask_user(d))
        return;
    default_user(d);
    if (has_source(d))
        log_in(d);
    else if (d->is_asking)
        ask(d, !is_named);
    else
        outcome_usage(d->outcome, "the password is missing, and there is nobody to ask: " OTHER_WAYS);
}
