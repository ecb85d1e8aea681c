/* account.c -- `wax account add`: an account comes together, a question at a time, and is written when a server took its login.
 *
 * The order of the steps is this file's.  Promise: until the last of them nothing is written, and nothing is kept.
 */
#include "account_draft.h"
#include "account_find.h"
#include "account_keep.h"
#include "account_login.h"
#include "account_write.h"
#include "accounts.h"
#include "commands.h"
#include "platform.h"
#include "terminal.h"
#include "trust_setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wax/message.h>

/* -- whose it is -------------------------------------------------------------------------------------------- */

struct mailbox_count {
    size_t n;
    bool   has_domain;
};

static void count(void *user, const char *display_name, const char *address)
{
    struct mailbox_count *c = user;
    const char *sign = strrchr(address, '@');

    (void)display_name;
    c->n++;
    c->has_domain = sign && sign[1];
    if (strlen(address) >= DRAFT_FROM)
        c->has_domain = false;
}

static bool is_one_address(const char *text, wax_error *why)
{
    struct mailbox_count c = { .n = 0 };

    return wax_addresses(text, count, &c, why) == WAX_OK && c.n == 1 && c.has_domain && !strpbrk(text, "<>\" ");
}

static void ask_from(struct draft *d)
{
    wax_error why = { 0 };

    while (draft_ask(d, "from", "Mail address", NULL, d->from, sizeof d->from)) {
        if (is_one_address(d->from, &why))
            return;
        puts("  That is no address such as ada@example.org.");
    }
}

static void find_from(struct draft *d)
{
    const char *from = d->args->from;
    wax_error why = { 0 };

    if (!from && d->is_asking)
        ask_from(d);
    else if (!from)
        outcome_usage(d->outcome, "the mail address is missing, and there is nobody to ask: --from ada@example.org");
    else if (!is_one_address(from, &why))
        outcome_usage(d->outcome, "--from is an address such as ada@example.org, not '%.200s'", from);
    else
        snprintf(d->from, sizeof d->from, "%s", from);
    d->args->from = d->from;
}

/* -- what it is called -------------------------------------------------------------------------------------- */

/* The domain's first label. */
static void propose_name(const struct draft *d, char name[DRAFT_NAME])
{
    const char *domain = strrchr(d->from, '@') + 1;

    snprintf(name, DRAFT_NAME, "%.*s", (int)strcspn(domain, "."), domain);
    if (!accounts_is_name(name))
        snprintf(name, DRAFT_NAME, "mail");
}

/* False: another name is wanted, or the outcome is wrong. */
static bool may_have_name(struct draft *d)
{
    struct config_edit_facts facts;
    char prompt[400];

    if (!config_edit_look(d->name, &facts, d->outcome))
        return false;
    if (!facts.has_account || d->args->replaces)
        return true;
    snprintf(prompt, sizeof prompt, "There is an account %s%s%.200s. Replace it?", d->name, *facts.server ? ", for " : "", facts.server);
    if (d->is_asking)
        return draft_ask_yes(d, prompt, false);
    outcome_usage(d->outcome, "there is an account %s already; --replace takes its place, or give this one another name: wax account add NAME", d->name);
    return false;
}

static void ask_name(struct draft *d)
{
    char proposed[DRAFT_NAME];

    propose_name(d, proposed);
    while (draft_ask(d, NULL, "A name for the account", proposed, d->name, sizeof d->name)) {
        if (!accounts_is_name(d->name))
            puts("  A name is one word of letters, digits and . _ @ + -");
        else if (may_have_name(d) || outcome_is_wrong(d->outcome))
            return;
    }
}

static void find_name(struct draft *d)
{
    if (d->args->name || !d->is_asking) {
        if (d->args->name)
            snprintf(d->name, sizeof d->name, "%s", d->args->name);
        else
            propose_name(d, d->name);
        if (!may_have_name(d) && !outcome_is_wrong(d->outcome))
            outcome_wrong(d->outcome, EXIT_CODE_CANCELLED, WAX_E_CANCELLED, "account", "the account %s stays as it was", d->name);
    } else {
        ask_name(d);
    }
}

static void find_default(struct draft *d)
{
    struct config_edit_facts facts;
    char prompt[400];

    d->is_default = d->args->is_default;
    if (d->is_default || !d->is_asking || !config_edit_look(d->name, &facts, d->outcome) || !*facts.default_name || strcmp(facts.default_name, d->name) == 0)
        return;
    snprintf(prompt, sizeof prompt, "Without -a NAME the account %s is used. Use this one from now on?", facts.default_name);
    d->is_default = draft_ask_yes(d, prompt, false);
}

/* -- the steps ---------------------------------------------------------------------------------------------- */

/* Before anybody answers a question in vain. */
static void find_place(struct draft *d)
{
    config_edit_has_place(d->outcome);
}

static void find_demand(struct draft *d)
{
    d->tls = trust_setup(&d->args->server.trust, platform_now_ms() + d->args->server.timeout_ms, d->outcome);
}

static void write_it(struct draft *d)
{
    struct config_edit edit = { 0 };
    char folder[DRAFT_PATH];

    if (account_write_begin(d, &edit))
        account_keep(d);
    if (!outcome_is_wrong(d->outcome) && config_edit_finish(&edit, d->outcome)) {
        config_edit_folder(folder, sizeof folder);
        printf("\nThis stands in %s/config now:\n\n", folder);
        account_write_show(d);
        printf("\nA first mail:\n\n  wax send -a %s --to %s --subject Hello --text 'It works.'\n", d->name, d->from);
    }
    config_edit_free(&edit);
}

static void add(struct draft *d)
{
    static void (*const steps[])(struct draft *) = { find_place, find_demand, find_from, find_name, account_find, account_login, account_keep_choose, find_default, write_it };

    for (size_t i = 0; i < sizeof steps / sizeof *steps && !outcome_is_wrong(d->outcome); i++)
        steps[i](d);
    wax_tls_free(d->tls);
    password_clear(&d->password);
}

int account_main(int argc, char **argv)
{
    struct account_args a = { .from = NULL };
    struct outcome o = { .exit = EXIT_CODE_OK };
    struct draft *draft = calloc(1, sizeof *draft);

    if (!draft) {
        outcome_no_memory(&o);
    } else if (account_args_read(&a, argc, argv, &o) == PARSED) {
        *draft = (struct draft){ .args = &a, .outcome = &o, .is_asking = terminal_is_there() };
        add(draft);
    }
    free(draft);
    account_args_free(&a);
    outcome_offer_help(&o);
    if (!platform_finish_stdout() && !outcome_is_wrong(&o))
        outcome_wrong(&o, EXIT_CODE_IO, WAX_E_IO, "report", "standard output could not be written");
    return o.exit;
}
