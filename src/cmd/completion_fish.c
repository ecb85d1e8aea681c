/* completion_fish.c -- see completion.h: a line for each option. */
#include "completion.h"

#include <stdio.h>

static const char head[] =
    "# fish completion for wax, made by `wax completion fish` out of its tables of options.\n"
    "function __wax_is -a name verb\n"
    "    set -l words (commandline -opc)\n"
    "    if test -z \"$name\"\n"
    "        test (count $words) = 1\n"
    "    else\n"
    "        test (count $words) -gt 1; and test $words[2] = $name; and test \"$words[3]\" = \"$verb\" -o -z \"$verb\"\n"
    "    end\n"
    "end\n"
    "complete -c wax -f\n"
    "complete -c wax -n __wax_is -l version -d 'version, parts and features'\n"
    "complete -c wax -l help -d 'show the options'\n";

static void put_value(struct completion c)
{
    switch (c.kind) {
    case COMPLETION_FILE: printf(" -F"); break;
    case COMPLETION_FOLDER: printf(" -f -a '(__fish_complete_directories)'"); break;
    case COMPLETION_ACCOUNT: printf(" -f -a '(wax completion accounts 2>/dev/null)'"); break;
    case COMPLETION_TOPIC: printf(" -f -a '(wax completion topics 2>/dev/null)'"); break;
    case COMPLETION_WORDS: printf(" -f -a '%s'", c.words); break;
    case COMPLETION_NONE: printf(" -f"); break;
    }
}

static void put_option(const struct completion_command *c, const struct option *o)
{
    struct completion value = completion_of(c, o);

    printf("complete -c wax -n '__wax_is %s' -l %s", c->name, o->name);
    if (value.kind == COMPLETION_ACCOUNT)
        printf(" -s a");
    if (completion_takes_value(o)) {
        printf(" -r");
        put_value(value);
    }
    printf(" -d '");
    completion_put(completion_help(o), "\\'", "\\");
    printf("'\n");
}

static void put_operand(const struct completion_command *c, const char *verb, struct completion operand)
{
    if (operand.kind == COMPLETION_NONE)
        return;
    printf("complete -c wax -n '__wax_is %s %s'", c->name, verb);
    put_value(operand);
    printf("\n");
}

static void put_command(const struct completion_command *c)
{
    const struct command *table = c->table ? c->table() : NULL;

    for (size_t i = 0; table && i < table->n_screens; i++)
        printf("complete -c wax -n '__wax_is %s' -l %s -d 'more options'\n", c->name, table->screens[i].name);
    for (size_t i = 0; table && i < table->n_options; i++)
        put_option(c, &table->options[i]);
    for (size_t i = 0; i < COMPLETION_VERBS && c->verbs[i].name; i++)
        put_operand(c, c->verbs[i].name, c->verbs[i].next);
    put_operand(c, "", c->operand);
}

void completion_fish(void)
{
    fputs(head, stdout);
    for (const struct completion_command *c = completion_commands; c->name; c++) {
        printf("complete -c wax -n __wax_is -a %s -d '", c->name);
        completion_put(c->summary, "\\'", "\\");
        printf("'\n");
    }
    for (const struct completion_command *c = completion_commands; c->name; c++)
        put_command(c);
}
