/* main.c -- `wax`: finds the subcommand, and says what there is. */
#include "commands.h"
#include "objects.h"
#include "oauth.h"
#include "options.h"
#include "platform.h"

#include <stdio.h>
#include <string.h>
#include <wax/status.h>

static const struct subcommand {
    const char *name;
    int       (*run)(int argc, char **argv);
} subcommands[] = {
    { "send", send_main },
    { "check", check_main },
    { "sink", sink_main },
    { "account", account_main },
    { "config", config_main },
    { "explain", explain_main },
    { "sendmail", sendmail_main },
    { "completion", completion_main },
};

/* Names that the program may have been given, beside its own. */
static const char *const other_names[] = { "sendmail", "newaliases", "mailq", NULL };

static const char help[] =
    "Usage: wax COMMAND [OPTIONS]\n"
    "\n"
    "  send        send a mail over SMTP; TLS is demanded unless you say otherwise\n"
    "  check       look at a server without sending it a mail\n"
    "  sink        be a mail server for tests: TLS, a login, mails kept as they come\n"
    "  account     make an account: its server is found and tried, the login too\n"
    "  config      look at the accounts of the configuration files\n"
    "  explain     tell what an error means, and what to do\n"
    "  sendmail    take the mails of programs that call sendmail\n"
    "  completion  complete what is typed in bash, zsh or fish\n"
    "  help        show a command's options: wax help send\n"
    "  --version   version, parts and features\n"
    "\n"
    "Examples:\n"
    "  wax send --server submission://mail.example.org --user ada \\\n"
    "    --password-command 'pass show mail' --from ada@example.org \\\n"
    "    --to 'Grace <grace@example.net>' --subject Hello --text 'It works.'\n"
    "  wax send --server smtp://localhost --ca-file ca.pem --from ada@example.org \\\n"
    "    --to grace@example.net mail.eml\n"
    "  wax account add\n"
    "  wax sink --listen 127.0.0.1:2525 --auth ada:sesame --store /tmp/mails\n"
    "\n"
    "More: man wax, and man wax-send, wax-account, wax-check, wax-explain, ...\n";

static const char features[] =
    "  schemes     submission, submissions, smtps, smtp, lmtp, lmtp+unix\n"
    "  login       SCRAM-SHA-512, -256, -1 (each with -PLUS), CRAM-MD5, PLAIN, LOGIN, OAUTHBEARER, XOAUTH2, EXTERNAL, ANONYMOUS\n"
    "  extensions  STARTTLS, PIPELINING, CHUNKING, SIZE, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES;\n"
    "              on request DSN, DELIVERBY, FUTURERELEASE, MT-PRIORITY, REQUIRETLS\n";

static int end_of_page(void)
{
    if (platform_finish_stdout())
        return EXIT_CODE_OK;
    outcome_say("standard output could not be written");
    return EXIT_CODE_IO;
}

static int show_help(void)
{
    fputs(help, stdout);
    return end_of_page();
}

static int show_version(void)
{
    printf("wax %s\n  parts       %s\n%s  oauth       %s\n  mail merge  CSV, %s\n", wax_version(), wax_parts(), features, oauth_parts(), objects_parts());
    return end_of_page();
}

static int unknown(const char *name)
{
    static const char *const words[] = { "send", "check", "sink", "account", "config", "explain", "sendmail", "completion", "help", "--version", "--help", NULL };
    const char *near = options_nearest(name, words);
    struct outcome o = { 0 };

    outcome_wrong(&o, EXIT_CODE_USAGE, WAX_E_USAGE, "options", "there is no command %.60s; %s%s%s", name, near ? "did you mean `wax " : "",
                  near ? near : "`wax help` lists them", near ? "`?" : "");
    return o.exit;
}

static int run(const char *name, int argc, char **argv)
{
    for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++)
        if (strcmp(subcommands[i].name, name) == 0)
            return subcommands[i].run(argc, argv);
    return unknown(name);
}

static int help_with(char *name)
{
    char *argv[] = { name, "--help", NULL };

    return run(name, 2, argv);
}

static const char *called_as(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL, *base = slash ? slash + 1 : path;

    for (const char *const *name = other_names; base && *name; name++)
        if (strcmp(base, *name) == 0)
            return *name;
    return NULL;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";

    platform_begin();
    if (called_as(argv[0])) {
        argv[0] = (char *)called_as(argv[0]);
        return sendmail_main(argc, argv);
    }
    if (!*name) {
        fputs(help, stderr);
        return EXIT_CODE_USAGE;
    }
    if (strcmp(name, "--version") == 0)
        return show_version();
    if (strcmp(name, "help") == 0 && argc > 2)
        return help_with(argv[2]);
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return show_help();
    return run(name, argc - 1, argv + 1);
}
