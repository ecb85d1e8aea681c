/* account_write.c -- see account_write.h. */
#include "account_write.h"

#include "account_keys.h"
#include "config_write.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NO_SIGNS "\r\n\t"       /* what no line of the file can hold */

/* A path must begin with / or ~/ in the file.  Where we stand, others may have named the folder. */
static bool put_path(struct buf *out, const char *key, const char *path, struct outcome *o)
{
    char folder[DRAFT_PATH], whole[2 * DRAFT_PATH];

    if (*path == '/' || strncmp(path, "~/", 2) == 0)
        return config_write(out, key, path);
    if (getcwd(folder, sizeof folder) && !strpbrk(folder, NO_SIGNS) && (size_t)snprintf(whole, sizeof whole, "%s/%s", folder, path) < sizeof whole)
        return config_write(out, key, whole);
    outcome_usage(o, "--%s: the name of this folder fits on no line of the configuration, so a path from here can't stand there; begin it with /", key);
    return false;
}

static bool put_value(struct buf *out, const struct option *o, const char *value, struct outcome *outcome)
{
    return account_keys_is_path(o) ? put_path(out, o->name, value, outcome) : config_write(out, o->name, value);
}

static bool put_option(struct buf *out, const struct option *o, const struct draft *d)
{
    const void *field = (const char *)d->args + o->at;
    const struct strings *list = field;

    if (!account_keys_find(o->name) || !options_is_given(o, d->args))
        return true;
    if (o->kind == OPTION_FLAG)
        return config_write(out, o->name, NULL);
    if (o->kind != OPTION_LIST)
        return put_value(out, o, *(const char *const *)field, d->outcome);
    for (size_t i = 0; i < list->n; i++)
        if (!put_value(out, o, list->at[i], d->outcome))
            return false;
    return true;
}

static bool put_block(struct buf *out, const struct draft *d)
{
    const struct command *c = account_args_command();
    bool good = wax__buf_putf(out, "account %s\n", d->name);

    for (size_t i = 0; i < c->n_options && good; i++)
        good = put_option(out, &c->options[i], d);
    return good;
}

static bool is_writable(const struct draft *d)
{
    const struct command *c = account_args_command();

    for (size_t i = 0; i < c->n_options; i++) {
        const char *const *value = (const void *)((const char *)d->args + c->options[i].at);
        if (c->options[i].kind == OPTION_TEXT && *value && strpbrk(*value, NO_SIGNS)) {
            outcome_usage(d->outcome, "--%s holds a line feed or a tab, which no line of the configuration can", c->options[i].name);
            return false;
        }
    }
    return true;
}

bool account_write_begin(struct draft *d, struct config_edit *e)
{
    struct buf block = { 0 };
    bool good = is_writable(d) && (put_block(&block, d) && wax__buf_put(&block, "", 1));

    if (!good && !outcome_is_wrong(d->outcome))
        outcome_no_memory(d->outcome);
    good = good && config_edit_begin_account(e, d->name, (const char *)buf_data(&block), d->is_default, d->outcome);
    wax__buf_clear(&block);
    return good;
}

void account_write_show(const struct draft *d)
{
    struct buf block = { 0 };

    if (put_block(&block, d))
        fwrite(buf_data(&block), 1, buf_len(&block), stdout);
    wax__buf_clear(&block);
}
