/* config_show.c -- `wax config show`: what an account says, value by value, and which line of which file says it.
 *
 * Promise: what may be a secret is not shown: of a command its first word, of a URL with a password or a PIN nothing.
 */
#include "config.h"
#include "send_args.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>

static void print(const char *text, size_t len, int width)
{
    char line[1024];

    utf8_print(line, sizeof line, text, len);
    printf("%-*s", width, line);
}

static void print_value(const struct setting *s)
{
    size_t first = s->value ? strcspn(s->value, " \t") : 0;

    if (!s->value)
        printf("%-40s", "yes");
    else if (strstr(s->key, "command") && s->value[first])
        printf("%.*s %-*s", (int)first, s->value, first < 39 ? 39 - (int)first : 0, "...");
    else if (server_args_has_password(s->value) || strstr(s->value, "pin-value="))
        printf("%-40s", "(hidden)");
    else
        print(s->value, strlen(s->value), 40);
}

static void print_setting(const struct account *a, const struct setting *s)
{
    printf("    %-22s ", s->key);
    print_value(s);
    if (strcmp(a->at.file, s->key_at.file) == 0)
        printf("  line %zu\n", s->key_at.line);
    else
        printf("  %s, line %zu\n", s->key_at.file, s->key_at.line);
}

/* A list counts as far as one account has it. */
static bool counts(const struct account_use *u, const struct account *a, const struct setting *s)
{
    const struct option *o = options_find(u->command, s->key);
    const struct setting *used = o ? u->used[o - u->command->options] : NULL;

    if (!o)
        return a == u->account;             /* match */
    return s == used || (used && o->kind == OPTION_LIST && used >= a->settings && used < a->settings + a->n);
}

static void show(struct account_use *u, const struct account *account, struct outcome *o)
{
    struct send_args a = { .use = { .accounts = u->accounts } };

    account_use_fill(&a.use, send_args_command(), &a, account, o);
    printf("account %s%s (%s, line %zu)\n", account->name, account == accounts_default(u->accounts) ? ", the default" : "", account->at.file,
           account->at.line);
    for (const struct account *from = account; from; from = from->base)
        for (size_t i = 0; i < from->n; i++)
            if (counts(&a.use, from, &from->settings[i]))
                print_setting(account, &from->settings[i]);
    a.use.accounts = NULL;
    send_args_free(&a);
}

static void show_all(struct account_use *u, struct outcome *o)
{
    const struct account *a;

    for (size_t i = 0; (a = accounts_at(u->accounts, i)); i++)
        show(u, a, o);
    if (!accounts_at(u->accounts, 0))
        printf("there is no account yet: `wax account add` makes one, man wax-config shows how one is written\n");
}

void config_show(const char *name, struct outcome *o)
{
    struct account_use use = { 0 };
    bool is_read = account_use_read(&use, o);
    const struct account *a = is_read && name ? account_use_find(&use, name, o) : NULL;

    if (a)
        show(&use, a, o);
    else if (is_read && !name)
        show_all(&use, o);
    account_use_free(&use);
}
