/* completion_bash.c -- see completion.h: a function for complete -F, without the help of the package bash-completion.
 *
 * compgen -W expands its words as the shell does; they are ours, or names of accounts, which have no sign that means anything. */
#include "completion.h"

#include <stdio.h>

/* `--name=value` comes in three words: bash breaks them at the sign. */
static const char head[] =
    "# bash completion for wax, made by `wax completion bash` out of its tables of options.\n"
    "_wax_words() { COMPREPLY=($(compgen -W \"$1\" -- \"$cur\")); }\n"
    "_wax_paths() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen \"$1\" -- \"$cur\"); }\n"
    "_wax() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
    "    COMPREPLY=()\n";

static const char tail[] =
    "    esac\n"
    "}\n"
    "complete -F _wax wax\n";

static void put_action(struct completion c)
{
    switch (c.kind) {
    case COMPLETION_FILE: printf("_wax_paths -f"); break;
    case COMPLETION_FOLDER: printf("_wax_paths -d"); break;
    case COMPLETION_ACCOUNT: printf("_wax_words \"$(wax completion accounts 2>/dev/null)\""); break;
    case COMPLETION_TOPIC: printf("_wax_words \"$(wax completion topics 2>/dev/null)\""); break;
    case COMPLETION_WORDS: printf("_wax_words '%s'", c.words); break;
    case COMPLETION_NONE: printf(":"); break;
    }
}

static void put_values(const struct completion_command *c, const struct command *table)
{
    printf("        case $prev in\n");
    for (size_t i = 0; i < table->n_options; i++) {
        const struct option *o = &table->options[i];
        if (!completion_takes_value(o))
            continue;
        struct completion value = completion_of(c, o);
        printf("        --%s%s) ", o->name, value.kind == COMPLETION_ACCOUNT ? "|-a" : "");
        put_action(value);
        printf("; return ;;\n");
    }
    printf("        esac\n");
}

static void put_names(const struct command *table)
{
    printf("        if [[ $cur == -* ]]; then _wax_words '--help");
    for (size_t i = 0; i < table->n_screens; i++)
        printf(" --%s", table->screens[i].name);
    for (size_t i = 0; i < table->n_options; i++)
        printf(" --%s", table->options[i].name);
    printf("'; return; fi\n");
}

static void put_verbs(const struct completion_command *c)
{
    for (size_t i = 0; i < COMPLETION_VERBS && c->verbs[i].name; i++) {
        printf("        if [[ $COMP_CWORD == 3 && ${COMP_WORDS[2]} == %s ]]; then ", c->verbs[i].name);
        put_action(c->verbs[i].next);
        printf("; return; fi\n");
    }
}

static void put_command(const struct completion_command *c)
{
    const struct command *table = c->table ? c->table() : NULL;

    printf("    %s)\n", c->name);
    if (table) {
        put_values(c, table);
        put_names(table);
    }
    put_verbs(c);
    printf("        ");
    put_action(c->operand);
    printf(" ;;\n");
}

void completion_bash(void)
{
    fputs(head, stdout);
    printf("    if [[ $COMP_CWORD == 1 ]]; then _wax_words '--help --version");
    for (const struct completion_command *c = completion_commands; c->name; c++)
        printf(" %s", c->name);
    printf("'; return; fi\n    case ${COMP_WORDS[1]} in\n");
    for (const struct completion_command *c = completion_commands; c->name; c++)
        put_command(c);
    fputs(tail, stdout);
}
