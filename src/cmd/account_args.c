/* account_args.c -- see account_args.h. */
#include "account_args.h"

#include "accounts.h"

#include <string.h>

#define FIELD(name) offsetof(struct account_args, name)

static const struct option options[] = {
    { "from", "ADDRESS", OPTION_LINE, 640, FIELD(from), "the mail address" },
    { "server", "URL", OPTION_LINE, 2048, FIELD(server.url), "this one; default: what the domain names in DNS" },
    { "keep", "WHERE", OPTION_LINE, 64, FIELD(keep), "the password: secret-service, file or nowhere" },
    { "default", NULL, OPTION_FLAG, 0, FIELD(is_default), "use it where no account is named" },
    { "replace", NULL, OPTION_FLAG, 0, FIELD(replaces), "the account of that name, if there is one" },
    SERVER_OPTIONS(FIELD),
    STORES_OPTIONS(FIELD),
    TRUST_OPTIONS(FIELD),
    ROUTE_OPTIONS(FIELD),
};

static const struct advice advice[] = {
    SERVER_ADVICE,
};

static const struct screen screens[] = {
    { "help-login", N_STORES_OPTIONS, STORES_EXAMPLES("account add work") },
    { "help-tls", N_TRUST_OPTIONS,
        "  wax account add work --ca-file ~/company-ca.pem\n"
        "More: man wax-account, man wax-send\n" },
    { "help-route", N_ROUTE_OPTIONS, ROUTE_EXAMPLES("account add work") },
};

static const struct command command = {
    .name = "account",
    .usage = "account add [NAME] [OPTIONS]    asks for what is not given",
    .options = options, .n_options = sizeof options / sizeof *options,
    .advice = advice, .n_advice = sizeof advice / sizeof *advice,
    .examples = "  wax account add\n"
                "  wax account add work --from ada@example.org --password-command 'pass mail'\n"
                "More: --help-login, --help-tls, --help-route; man wax-account\n",
    .screens = screens, .n_screens = sizeof screens / sizeof *screens,
};

const struct command *account_args_command(void)
{
    return &command;
}

static void check_keep(const struct account_args *a, struct outcome *o)
{
    const char *names[SERVER_SOURCES];

    if (a->keep && strcmp(a->keep, "secret-service") != 0 && strcmp(a->keep, "file") != 0 && strcmp(a->keep, "nowhere") != 0)
        outcome_usage(o, "--keep is secret-service, file or nowhere, not '%.60s'", a->keep);
    if (a->keep && server_args_sources(&a->server, names))
        outcome_usage(o, "--%s says where the password is, so it is kept there already; leave --keep out", names[0]);
}

static void check_operands(struct account_args *a, struct outcome *o)
{
    const struct strings *words = &a->operands;

    a->name = words->n == 2 ? words->at[1] : NULL;
    if (!words->n || words->n > 2 || strcmp(words->at[0], "add") != 0)
        outcome_usage(o, "say what to do with accounts: wax account add [NAME]; wax config show lists them");
    else if (a->name && !accounts_is_name(a->name))
        outcome_usage(o, "an account's name is one word of letters, digits and . _ @ + - such as work, not '%.60s'", a->name);
}

/* Who logs in may be asked later, so it is nothing to complain of yet. */
static void check_server(struct server_args *a, struct outcome *o)
{
    const char *user = a->user;

    if (!server_args_has_user(a))
        a->user = "somebody";
    server_args_check(a, o);
    a->user = user;
}

enum parsed account_args_read(struct account_args *a, int argc, char **argv, struct outcome *o)
{
    enum parsed parsed = options_parse(&command, a, &a->operands, argc, argv, o);

    if (parsed != PARSED)
        return parsed;
    check_operands(a, o);
    check_keep(a, o);
    check_server(&a->server, o);
    return outcome_is_wrong(o) ? PARSED_WRONG : PARSED;
}

void account_args_free(struct account_args *a)
{
    options_free(&command, a, &a->operands);
}
