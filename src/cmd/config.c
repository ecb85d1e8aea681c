/* config.c -- `wax config`: what the configuration says, and whether it can be meant. */
#include "config.h"

#include "commands.h"
#include "platform.h"

#include <stdio.h>
#include <string.h>

struct config_args {
    struct strings operands;
    bool           is_written;
};

static const struct option options[] = {
    { "write", NULL, OPTION_FLAG, 0, offsetof(struct config_args, is_written), "into ~/.config/wax/config, behind what is there" },
};

static const struct command command = { .name = "config", .options = options, .n_options = 1 };

const struct command *config_command(void)
{
    return &command;
}

static const char help[] =
    "Usage: wax config check\n"
    "       wax config show [NAME]\n"
    "       wax config import msmtp [FILE] [--write]\n"
    "\n"
    "  check     every fault of /etc/wax/config and ~/.config/wax/config, each with its\n"
    "            line; the files that accounts name are looked at, too\n"
    "  show      what each account (or NAME) says, and which line says it\n"
    "  import    the accounts of an msmtprc as ours, and what of it can't be said\n"
    "  --write   ... into ~/.config/wax/config, behind what is there; passwords go\n"
    "            into files of their own\n"
    "\n"
    "  wax config show work\n"
    "More: man wax-config\n";

static void run(const struct config_args *a, struct outcome *o)
{
    const char *const *words = a->operands.at;
    size_t n = a->operands.n;
    const char *verb = n ? words[0] : "";

    if (a->is_written && strcmp(verb, "import") != 0)
        outcome_usage(o, "--write is about wax config import; the others write nothing");
    else if (strcmp(verb, "check") == 0 && n == 1)
        config_check(o);
    else if (strcmp(verb, "show") == 0 && n <= 2)
        config_show(n == 2 ? words[1] : NULL, o);
    else if (strcmp(verb, "import") == 0 && n >= 2 && n <= 3 && strcmp(words[1], "msmtp") == 0)
        config_import_msmtp(n == 3 ? words[2] : NULL, a->is_written, o);
    else
        outcome_usage(o, "say what to do with the configuration: wax config check, wax config show [NAME], or wax config import msmtp [FILE]");
}

static bool wants_help(int argc, char **argv)
{
    return argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
}

int config_main(int argc, char **argv)
{
    struct config_args a = { .operands = { 0 } };
    struct outcome o = { .exit = EXIT_CODE_OK };

    if (wants_help(argc, argv))
        fputs(help, stdout);
    else if (options_parse(&command, &a, &a.operands, argc, argv, &o) == PARSED)
        run(&a, &o);
    options_free(&command, &a, &a.operands);
    outcome_offer_help(&o);
    if (!platform_finish_stdout() && !outcome_is_wrong(&o))
        outcome_wrong(&o, EXIT_CODE_IO, WAX_E_IO, "report", "standard output could not be written");
    return o.exit;
}
