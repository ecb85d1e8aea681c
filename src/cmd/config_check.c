/* config_check.c -- `wax config check`: each account is looked at as if it were about to be used.
 *
 * Knows which files an account may name; opens them to see that it can, and calls nobody.
 */
#include "account_keys.h"
#include "config.h"
#include "platform.h"
#include "send_args.h"
#include "trust_setup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <wax/client.h>

/* The library does not know that the URL comes out of a file. */
static void check_url(const struct send_args *a, struct outcome *o)
{
    wax_client *client = wax_client_new(a->server.url);

    if (!client)
        outcome_no_memory(o);
    else if (wax_client_error(client)->status)
        outcome_usage(o, "--server: %s", wax_client_error(client)->text);
    wax_client_free(client);
}

/* Those about trust are trust_setup's. */
static void check_file(const struct option *option, const char *path, struct outcome *o)
{
    static const char *const ours[] = { "password-file", "netrc-file", "pkcs12-password-file", "dkim-key", "oauth-client-secret-file",
                                        "oauth-refresh-token-file", "oauth-ca-file", "aliases" };

    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(option->name, ours[i]) == 0 && access(path, R_OK) < 0)
            outcome_wrong(o, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "config", "--%s %.200s can't be read: %s", option->name, path, strerror(errno));
}

static void check_files(const struct send_args *a, struct outcome *o)
{
    const struct command *c = send_args_command();

    for (size_t i = 0; i < c->n_options; i++) {
        const void *field = (const char *)a + c->options[i].at;
        const struct strings *list = field;
        if (!a->use.used[i] || !account_keys_is_path(&c->options[i]))
            continue;
        if (c->options[i].kind != OPTION_LIST)
            check_file(&c->options[i], *(const char *const *)field, o);
        for (size_t k = 0; c->options[i].kind == OPTION_LIST && k < list->n; k++)
            check_file(&c->options[i], list->at[k], o);
    }
}

enum { PATIENCE_MS = 10000 };       /* for a file that is a pipe */

static void check_trust(const struct send_args *a, struct outcome *o)
{
    wax_tls_free(trust_setup(&a->server.trust, platform_now_ms() + PATIENCE_MS, o));
}

/* Each check by itself: one fault does not hide the next. */
static void check_all(struct send_args *a, struct outcome *all)
{
    struct outcome parts[4];

    for (size_t i = 0; i < 4; i++)
        parts[i] = (struct outcome){ .show_origin = all->show_origin, .known = all->known };
    send_args_check_account(a, &parts[0]);
    if (a->server.url)
        check_url(a, &parts[1]);
    check_files(a, &parts[2]);
    check_trust(a, &parts[3]);
    for (size_t i = 0; i < 4 && !outcome_is_wrong(all); i++)
        all->exit = parts[i].exit;
}

static void check_account(struct accounts *accounts, const struct account *account, struct outcome *all)
{
    struct send_args a = { .use = { .accounts = accounts } };
    struct outcome o = { .exit = EXIT_CODE_OK };

    account_use_fill(&a.use, send_args_command(), &a, account, &o);
    check_all(&a, &o);
    printf("%-20s %s\n", account->name, outcome_is_wrong(&o) ? "has faults" : a.server.url);
    if (outcome_is_wrong(&o))
        all->exit = EXIT_CODE_CONFIG;
    a.use.accounts = NULL;
    send_args_free(&a);
}

void config_check(struct outcome *o)
{
    struct account_use use = { 0 };
    const struct account *a;
    char mine[ACCOUNTS_PATH];

    accounts_user_path(mine);
    if (account_use_read(&use, o)) {
        for (size_t i = 0; (a = accounts_at(use.accounts, i)); i++)
            check_account(use.accounts, a, o);
        if (!accounts_at(use.accounts, 0))
            printf("there is no account yet: `wax account add` makes one; man wax-config shows how one is written into %s\n", *mine ? mine : "~/.config/wax/config");
    }
    account_use_free(&use);
}
