/* completion_zsh.c -- see completion.h: _arguments gets a spec for each option. */
#include "completion.h"

#include <stdio.h>

static const char head[] =
    "#compdef wax\n"
    "# zsh completion for wax, made by `wax completion zsh` out of its tables of options.\n"
    "_wax_accounts() { local -a names; names=(${(f)\"$(wax completion accounts 2>/dev/null)\"}); compadd -a names }\n"
    "_wax_topics() { local -a names; names=(${(f)\"$(wax completion topics 2>/dev/null)\"}); compadd -a names }\n"
    "_wax() {\n"
    "    local -a commands\n"
    "    commands=(\n";

static const char middle[] =
    "    )\n"
    "    if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
    "    local command=$words[2]\n"
    "    shift words\n"
    "    (( CURRENT-- ))\n"
    "    case $command in\n";

/* As a file in fpath it is the function; sourced, it names the function. */
static const char tail[] =
    "    esac\n"
    "}\n"
    "if [[ $funcstack[1] == _wax ]]; then _wax \"$@\"; else compdef _wax wax; fi\n";

static void put_action(struct completion c)
{
    switch (c.kind) {
    case COMPLETION_FILE: printf("_files"); break;
    case COMPLETION_FOLDER: printf("_files -/"); break;
    case COMPLETION_ACCOUNT: printf("_wax_accounts"); break;
    case COMPLETION_TOPIC: printf("_wax_topics"); break;
    case COMPLETION_WORDS:
        putchar('(');
        completion_put(c.words, "'\\''", ":\\");
        putchar(')');
        break;
    case COMPLETION_NONE: putchar(' '); break;
    }
}

static void put_option(const struct completion_command *c, const struct option *o, const char *name)
{
    printf(" \\\n            '%s%s[", o->kind == OPTION_LIST ? "*" : "", name);
    completion_put(completion_help(o), "'\\''", "[]:\\");
    putchar(']');
    if (completion_takes_value(o)) {
        putchar(':');
        completion_put(options_argument(o), "'\\''", "[]:\\");
        putchar(':');
        put_action(completion_of(c, o));
    }
    putchar('\'');
}

static void put_options(const struct completion_command *c, const struct command *table)
{
    char name[80];

    for (size_t i = 0; i < table->n_screens; i++)
        printf(" \\\n            '--%s[more options]'", table->screens[i].name);
    for (size_t i = 0; i < table->n_options; i++) {
        const struct option *o = &table->options[i];
        snprintf(name, sizeof name, "--%s%s", o->name, completion_takes_value(o) ? "=" : "");
        put_option(c, o, name);
        if (completion_of(c, o).kind == COMPLETION_ACCOUNT)
            put_option(c, o, "-a");
    }
}

/* In the place of the second operand; $words[2] is the first. */
static void put_verbs(const struct completion_command *c)
{
    if (!c->verbs[0].name)
        return;
    printf(" \\\n            '1: :");
    put_action(c->operand);
    printf("' \\\n            '2: :{ case $words[2] in");
    for (size_t i = 0; i < COMPLETION_VERBS && c->verbs[i].name; i++) {
        bool is_words = c->verbs[i].next.kind == COMPLETION_WORDS;
        printf(" %s) ", c->verbs[i].name);
        if (is_words)
            printf("compadd %s", c->verbs[i].next.words);
        else
            put_action(c->verbs[i].next);
        printf(" ;;");
    }
    printf(" esac }'");
}

static void put_command(const struct completion_command *c)
{
    printf("    %s)\n        _arguments '--help[show the options]'", c->name);
    if (c->table)
        put_options(c, c->table());
    put_verbs(c);
    printf(" \\\n            '*: :");
    put_action(c->operand);
    printf("' ;;\n");
}

void completion_zsh(void)
{
    fputs(head, stdout);
    for (const struct completion_command *c = completion_commands; c->name; c++) {
        printf("        '%s:", c->name);
        completion_put(c->summary, "'\\''", ":\\");
        printf("'\n");
    }
    fputs(middle, stdout);
    for (const struct completion_command *c = completion_commands; c->name; c++)
        put_command(c);
    fputs(tail, stdout);
}
