/* account_use.c -- see account_use.h. */
#include "account_use.h"

#include "account_fault.h"
#include "account_keys.h"
#include "server_args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- the files ---------------------------------------------------------------------------------------------- */

static void on_fault(void *o, const struct place *at, const char *sentence)
{
    account_fault(o, at, sentence);
}

static void check_key(void *o, const struct setting *s)
{
    char sentence[300];

    if (account_keys_is_key(s->key))
        return;
    account_keys_explain(sentence, sizeof sentence, s->key);
    account_fault(o, &s->key_at, sentence);
}

bool account_use_read(struct account_use *u, struct outcome *o)
{
    u->accounts = accounts_read(on_fault, o);
    if (!u->accounts)
        outcome_no_memory(o);
    else
        accounts_each(u->accounts, check_key, o);
    return !outcome_is_wrong(o);
}

/* -- what an outcome speaks of ------------------------------------------------------------------------------- */

static bool goes_on(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static bool names(const char *sentence, const char *option)
{
    size_t len = strlen(option);

    for (const char *p = sentence; (p = strstr(p, "--")); p += 2)
        if (strncmp(p + 2, option, len) == 0 && !goes_on(p[2 + len]))
            return true;
    return false;
}

static void show_origin(const void *use, const char *sentence)
{
    const struct account_use *u = use;

    for (size_t i = 0; u->command && i < u->command->n_options; i++)
        if (u->used[i] && names(sentence, u->command->options[i].name)) {
            fprintf(stderr, "    (%s, line %zu)\n", u->used[i]->key_at.file, u->used[i]->key_at.line);
            account_fault_show(&u->used[i]->value_at);
        }
}

/* -- values ------------------------------------------------------------------------------------------------- */

/* ~/ is the home folder, as no shell is there to say it.  NULL: memory is used up, or there is no telling. */
static const char *at_home(struct account_use *u, const char *value, struct outcome *o)
{
    const char *home = getenv("HOME");
    size_t len = strlen(home ? home : "") + strlen(value);

    if (!home || !*home) {
        outcome_wrong(o, EXIT_CODE_CONFIG, WAX_E_INPUT, "config", "%.200s can't be found: HOME is not set", value);
        return NULL;
    }
    char *path = u->n_paths < ACCOUNT_KEYS_MOST ? malloc(len) : NULL;
    if (!path) {
        outcome_no_memory(o);
        return NULL;
    }
    snprintf(path, len, "%s%s", home, value + 1);
    return u->paths[u->n_paths++] = path;
}

static const char *fault_of(const struct option *option, const struct setting *s)
{
    if (option->kind == OPTION_FLAG)
        return !s->value || strcmp(s->value, "yes") == 0 || strcmp(s->value, "no") == 0 ? NULL : "this key is yes (or stands alone) or no";
    if (!s->value)
        return "the value is missing behind this key";
    if (account_keys_is_path(option) && *s->value != '/' && strncmp(s->value, "~/", 2) != 0)
        return "this path must begin with / or ~/, so that it is the same file wherever wax is called";
    if (strcmp(option->name, "server") == 0 && server_args_has_password(s->value))
        return "the URL holds a password; the file says where the password is: password-command, password-file or secret-service";
    return NULL;
}

static void take(struct account_use *u, const struct option *option, void *into, const struct setting *s, struct outcome *o)
{
    const char *fault = fault_of(option, s);
    const char *value = !fault && s->value && strncmp(s->value, "~/", 2) == 0 ? at_home(u, s->value, o) : s->value;

    if (fault)
        account_fault(o, &s->value_at, fault);
    else if (option->kind == OPTION_FLAG)
        *(bool *)(void *)((char *)into + option->at) = !s->value || strcmp(s->value, "yes") == 0;
    else if (value)
        options_store(option, into, value, o);
}

/* -- the row of accounts ------------------------------------------------------------------------------------ */

struct filling {
    struct account_use *use;
    void               *into;
    bool                is_taken[ACCOUNT_KEYS_MOST];    /* typed, or said by a nearer account */
    struct outcome     *outcome;
};

static bool is_taken(const struct filling *f, const char *key)
{
    const struct command *c = f->use->command;

    for (size_t i = 0; i < c->n_options; i++)
        if (f->is_taken[i] && account_keys_are_kin(key, c->options[i].name))
            return true;
    return false;
}

static void take_each(struct filling *f, const struct account *a)
{
    const struct command *c = f->use->command;
    bool now[ACCOUNT_KEYS_MOST] = { false };

    for (size_t i = 0; i < a->n; i++) {
        const struct setting *s = &a->settings[i];
        const struct option *o = account_keys_find(s->key) ? options_find(c, s->key) : NULL;
        if (!o || is_taken(f, s->key))
            continue;
        size_t row = (size_t)(o - c->options);
        if (now[row] && o->kind != OPTION_LIST)
            account_fault(f->outcome, &s->key_at, "this key is in the account already; which one is meant?");
        else
            take(f->use, o, f->into, s, f->outcome);
        if (!now[row])
            f->use->used[row] = s;
        now[row] = true;
    }
    for (size_t i = 0; i < c->n_options; i++)
        f->is_taken[i] |= now[i];
}

void account_use_fill(struct account_use *u, const struct command *c, void *into, const struct account *a, struct outcome *o)
{
    struct filling f = { .use = u, .into = into, .outcome = o };

    u->account = a;
    u->command = c;
    o->show_origin = show_origin;
    o->known = u;
    for (size_t i = 0; i < c->n_options; i++)
        f.is_taken[i] = options_is_given(&c->options[i], into);
    for (; a; a = a->base)
        take_each(&f, a);
}

const struct account *account_use_find(const struct account_use *u, const char *name, struct outcome *o)
{
    const struct account *found = accounts_named(u->accounts, name);
    if (!found)
        outcome_wrong(o, EXIT_CODE_CONFIG, WAX_E_INPUT, "config", "there is no account '%.64s'; `wax config show` lists them, `wax account add` makes one", name);
    return found;
}

bool account_use(struct account_use *u, const struct command *c, void *into, const char *name, const char *sender, struct outcome *o)
{
    if (!account_use_read(u, o))
        return false;
    const struct account *a = name ? account_use_find(u, name, o) : accounts_for(u->accounts, sender);
    if (a)
        account_use_fill(u, c, into, a, o);
    return !outcome_is_wrong(o);
}

void account_use_free(struct account_use *u)
{
    for (size_t i = 0; i < u->n_paths; i++)
        free(u->paths[i]);
    accounts_free(u->accounts);
    *u = (struct account_use){ 0 };
}
