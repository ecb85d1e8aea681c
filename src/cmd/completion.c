/* completion.c -- `wax completion`: the script by which a shell completes what is typed behind wax. */
#include "completion.h"

#include "account_args.h"
#include "account_use.h"
#include "commands.h"
#include "explain_pages.h"
#include "platform.h"
#include "send_args.h"
#include "sink_args.h"

#include <stdio.h>
#include <string.h>

#define COMMANDS "send check sink account config explain sendmail completion"

#define NO_VERBS { { NULL, { COMPLETION_NONE, NULL } } }

const struct completion_command completion_commands[] = {
    { "send", "send a mail over SMTP", send_args_command, { COMPLETION_FILE, NULL }, NO_VERBS },
    { "check", "look at a server without sending it a mail", check_command, { COMPLETION_NONE, NULL }, NO_VERBS },
    { "sink", "be a mail server for tests", sink_args_command, { COMPLETION_NONE, NULL }, NO_VERBS },
    { "account", "make an account", account_args_command, { COMPLETION_WORDS, "add" }, NO_VERBS },
    { "config", "look at the accounts of the configuration files", config_command, { COMPLETION_WORDS, "check show import" },
      { { "show", { COMPLETION_ACCOUNT, NULL } }, { "import", { COMPLETION_WORDS, "msmtp" } } } },
    { "explain", "tell what an error means, and what to do", NULL, { COMPLETION_TOPIC, NULL }, NO_VERBS },
    { "sendmail", "take the mails of programs that call sendmail", NULL, { COMPLETION_NONE, NULL }, NO_VERBS },
    { "completion", "complete what is typed in a shell", NULL, { COMPLETION_WORDS, "bash zsh fish" }, NO_VERBS },
    { "help", "show the options of a command", NULL, { COMPLETION_WORDS, COMMANDS }, NO_VERBS },
    { NULL, NULL, NULL, { COMPLETION_NONE, NULL }, NO_VERBS },
};

/* -- what stands behind an option ---------------------------------------------------------------------------- */

#define MECHANISMS "SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN OAUTHBEARER XOAUTH2 GSSAPI EXTERNAL ANONYMOUS"

static const struct {
    const char *command, *option, *words;       /* command NULL: in all of them */
} choices[] = {
    { "sink", "tls", "starttls implicit none" },
    { "sink", "auth", "" },
    { NULL, "tls", "required opportunistic insecure-none" },
    { NULL, "auth", MECHANISMS },
    { NULL, "keep", "secret-service file nowhere" },
    { NULL, "stop-after", "connect greeting ehlo starttls auth mail rcpt data" },
    { NULL, "notify", "NEVER SUCCESS FAILURE DELAY" },
    { NULL, "ret", "FULL HDRS" },
    { NULL, "proxy-protocol", "v1 v2" },
    { NULL, "each-format", "csv jsonl mbox folder" },
};

static const char *choice_of(const char *command, const char *option)
{
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if ((!choices[i].command || strcmp(choices[i].command, command) == 0) && strcmp(choices[i].option, option) == 0)
            return choices[i].words;
    return "";
}

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names;
}

/* By what the help calls it. */
struct completion completion_of(const struct completion_command *c, const struct option *o)
{
    static const char *const files[] = { "FILE", "[TYPE=]FILE", "LOG", "DIALOGUE", NULL }, *const folders[] = { "FOLDER", "DIR", NULL };
    const char *argument = options_argument(o), *words = choice_of(c->name, o->name);

    if (*words)
        return (struct completion){ COMPLETION_WORDS, words };
    if (strcmp(o->name, "account") == 0)
        return (struct completion){ COMPLETION_ACCOUNT, NULL };
    return (struct completion){ is_one_of(argument, files) ? COMPLETION_FILE : is_one_of(argument, folders) ? COMPLETION_FOLDER : COMPLETION_NONE, NULL };
}

const char *completion_help(const struct option *o)
{
    while (!o->help)
        o++;
    return o->help;
}

void completion_put(const char *text, const char *quote, const char *escaped)
{
    for (; *text; text++)
        if (*text == '\'')
            fputs(quote, stdout);
        else
            printf(strchr(escaped, *text) ? "\\%c" : "%c", *text);
}

/* -- what is asked while somebody types ---------------------------------------------------------------------- */

/* In silence: a fault in a file is no business of who presses Tab.  Names are words that no shell reads anything into (accounts_is_name). */
static void ignore(void *user, const struct place *at, const char *sentence)
{
    (void)user;
    (void)at;
    (void)sentence;
}

static void show_accounts(void)
{
    struct accounts *a = accounts_read(ignore, NULL);
    const struct account *account;

    for (size_t i = 0; a && (account = accounts_at(a, i)); i++)
        puts(account->name);
    accounts_free(a);
}

static void show_topics(void)
{
    for (const struct explain_page *p = explain_pages; p->name; p++)
        puts(p->name);
}

/* -- the command --------------------------------------------------------------------------------------------- */

static const char help[] =
    "Usage: wax completion bash | zsh | fish\n"
    "\n"
    "Prints the script by which the shell completes commands, options, what may\n"
    "stand behind them, and the names of your accounts.  An installed wax has put\n"
    "it where the shell looks; otherwise:\n"
    "\n"
    "  source <(wax completion bash)            in ~/.bashrc\n"
    "  source <(wax completion zsh)             in ~/.zshrc, behind compinit\n"
    "  wax completion fish | source             in ~/.config/fish/config.fish\n"
    "\n"
    "What the scripts ask for themselves: wax completion accounts, topics.\n";

static void show_help(void)
{
    fputs(help, stdout);
}

static const struct {
    const char *name;
    void      (*show)(void);
} shown[] = { { "bash", completion_bash }, { "zsh", completion_zsh }, { "fish", completion_fish }, { "accounts", show_accounts }, { "topics", show_topics },
              { "--help", show_help }, { "-h", show_help } };

int completion_main(int argc, char **argv)
{
    struct outcome o = { .exit = EXIT_CODE_OK };
    bool is_known = false;

    for (size_t i = 0; argc == 2 && i < sizeof shown / sizeof *shown; i++)
        if (strcmp(shown[i].name, argv[1]) == 0) {
            shown[i].show();
            is_known = true;
        }
    if (!is_known)
        outcome_usage(&o, "say for which shell: wax completion bash, zsh or fish");
    if (!platform_finish_stdout() && !outcome_is_wrong(&o))
        outcome_wrong(&o, EXIT_CODE_IO, WAX_E_IO, "report", "standard output could not be written");
    return o.exit;
}
