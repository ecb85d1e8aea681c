/* config.c -- `wax config`: what the configuration says, and whether it can be meant. */
#include "config.h"

#include "commands.h"
#include "platform.h"

#include <stdio.h>
#include <string.h>

struct config_args {
    struct strings operands;
};

static const struct command command = { .name = "config" };

static const char help[] =
    "Usage: wax config check\n"
    "       wax config show [NAME]\n"
    "\n"
    "  check     every fault of /etc/wax/config and ~/.config/wax/config, each with its\n"
    "            line; the files that accounts name are looked at, too\n"
    "  show      what each account (or NAME) says, and which line says it\n"
    "\n"
    "  wax config show work\n"
    "More: man wax-config\n";

static void run(const struct strings *words, struct outcome *o)
{
    const char *verb = words->n ? words->at[0] : "";

    if (strcmp(verb, "check") == 0 && words->n == 1)
        config_check(o);
    else if (strcmp(verb, "show") == 0 && words->n <= 2)
        config_show(words->n == 2 ? words->at[1] : NULL, o);
    else
        outcome_usage(o, "say what to do with the configuration: wax config check, or wax config show [NAME]");
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
        run(&a.operands, &o);
    options_free(&command, &a, &a.operands);
    outcome_offer_help(&o);
    if (!platform_finish_stdout() && !outcome_is_wrong(&o))
        outcome_wrong(&o, EXIT_CODE_IO, WAX_E_IO, "report", "standard output could not be written");
    return o.exit;
}
