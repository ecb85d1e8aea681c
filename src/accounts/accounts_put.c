/* accounts_put.c -- see accounts_put.h. */
#include "accounts_put.h"

#include <string.h>

enum what { STAYS, IS_DEFAULT, IS_ACCOUNT, IS_SETTING };       /* the last two: of the account that is put */

static enum what what_is(const struct account *old, const struct setting *the_default, size_t line)
{
    if (the_default && the_default->key_at.line == line)
        return IS_DEFAULT;
    if (old && old->at.line == line)
        return IS_ACCOUNT;
    for (size_t i = 0; old && i < old->n; i++)
        if (old->settings[i].key_at.line == line)
            return IS_SETTING;
    return STAYS;
}

static bool put_default(struct buf *out, const char *name)
{
    return wax__buf_puts(out, "default ") && wax__buf_puts(out, name) && wax__buf_puts(out, "\n");
}

static bool put_line(struct buf *out, enum what what, const char *line, size_t len, const struct accounts_wish *wish)
{
    if (what == IS_SETTING)
        return true;
    if (what == IS_ACCOUNT)
        return wax__buf_puts(out, wish->block);
    if (what == IS_DEFAULT && wish->the_default)
        return put_default(out, wish->the_default);
    return wax__buf_put(out, line, len) && (line[len - 1] == '\n' || wax__buf_puts(out, "\n"));
}

bool accounts_put(struct buf *out, const struct accounts *a, const char *text, size_t len, const struct accounts_wish *wish)
{
    const struct account *old = accounts_user_named(a, wish->name);
    const struct setting *the_default = accounts_user_default(a);
    const char *end = text + len;
    bool good = !wish->the_default || the_default || (put_default(out, wish->the_default) && wax__buf_puts(out, "\n"));

    for (size_t number = 1; text < end && good; number++) {
        const char *feed = memchr(text, '\n', (size_t)(end - text)), *next = feed ? feed + 1 : end;
        good = put_line(out, what_is(old, the_default, number), text, (size_t)(next - text), wish);
        text = next;
    }
    if (!old && good)
        good = (!len || wax__buf_puts(out, "\n")) && wax__buf_puts(out, wish->block);
    return good;
}
