/* aliases.c -- see aliases.h. */
#include "aliases.h"

#include "intake_aliases.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ALIASES_MOST = 1 << 20,     /* tens of thousands of names; half of a file might end in the middle of an address */
    ALIAS_DEPTH = 10,           /* of names that stand for names; Postfix's and Sendmail's bounds are as low */
    ALIAS_ITEMS = 10000         /* that one name comes to: ten of ten of ten ... would be seen through by nobody */
};

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static bool wrong(wax_error *why, wax_status status, const char *format, ...)
{
    va_list ap;

    *why = (wax_error){ .status = status, .stage = "aliases" };
    va_start(ap, format);
    vsnprintf(why->text, sizeof why->text, format, ap);
    va_end(ap);
    return false;
}

static bool no_memory(wax_error *why)
{
    *why = (wax_error){ .status = WAX_E_NOMEM, .stage = "memory", .text = "memory is used up; nothing was sent" };
    return false;
}

/* -- the file ----------------------------------------------------------------------------------------------- */

static bool take(struct aliases *a, FILE *file, const char *path, wax_error *why)
{
    a->text = malloc(ALIASES_MOST);
    a->len = a->text ? fread(a->text, 1, ALIASES_MOST, file) : 0;
    if (!a->text)
        return no_memory(why);
    if (a->len == ALIASES_MOST)
        return wrong(why, WAX_E_INPUT, "the aliases in %.300s are longer than 1 MiB; is it the right file? nothing was sent", path);
    return !ferror(file) || wrong(why, WAX_E_INPUT, "the aliases in %.300s can't be read: %s", path, strerror(errno));
}

bool aliases_read(struct aliases *a, const char *path, wax_error *why)
{
    FILE *file = fopen(path, "re");

    if (!file)
        return wrong(why, WAX_E_INPUT, "the aliases in %.300s can't be read: %s; nothing was sent", path, strerror(errno));
    bool good = take(a, file, path, why);
    fclose(file);
    return good;
}

bool aliases_are_named(void)
{
    return getenv("WAX_ALIASES") != NULL;
}

void aliases_read_system(struct aliases *a)
{
    const char *named = getenv("WAX_ALIASES"), *path = named ? named : "/etc/aliases";
    wax_error unused;

    if (*path && !aliases_read(a, path, &unused))
        aliases_free(a);
}

void aliases_free(struct aliases *a)
{
    free(a->text);
    *a = (struct aliases){ 0 };
}

/* -- names -------------------------------------------------------------------------------------------------- */

struct walk {
    const struct aliases *aliases;
    alias_fn             *fn;
    void                 *user;
    wax_error            *why;
    size_t               *n_items;      /* so far */
};

static enum alias_result resolve(const struct walk *, struct span *name, unsigned depth);

/* Programs and files are a delivery, which is no business of ours. */
static bool is_delivery(const struct list_item *i)
{
    size_t at = i->address.len > 1 && *i->address.p == '"';

    return (i->delimiter == ':' && i->address.len == 0) || (i->address.len && (i->address.p[at] == '|' || i->address.p[at] == '/'));
}

static bool walk_item(const struct walk *w, struct list_item *i, unsigned depth)
{
    if (++*w->n_items > ALIAS_ITEMS)
        return wrong(w->why, WAX_E_USAGE, "an alias comes to more than %d addresses; nothing was sent", ALIAS_ITEMS);
    if (is_delivery(i))
        return wrong(w->why, WAX_E_USAGE, "an alias names a program, a file or a list in a file (%.*s), and mail goes to addresses only; nothing was sent",
                     (int)(i->all.len < 100 ? i->all.len : 100), (const char *)i->all.p);
    if (i->address.len == 0 || i->delimiter == ':')
        return true;
    enum alias_result result = resolve(w, &i->address, depth);
    return result == ALIAS_NONE ? w->fn(w->user, i) : result == ALIAS_FOUND;
}

static bool walk_list(const struct walk *w, struct span list, unsigned depth)
{
    struct span rest = list;
    struct list_item i;
    bool is_broken = false, good = true;

    while (good && intake_list_next(&rest, &i, &is_broken))
        good = walk_item(w, &i, depth);
    if (good && is_broken)
        return wrong(w->why, WAX_E_USAGE, "a quote, a comment or a bracket is not closed in the addresses %.*s; nothing was sent", (int)(list.len < 200 ? list.len : 200),
                     (const char *)list.p);
    return good;
}

static bool find(const struct walk *w, struct span name, unsigned depth, struct buf *value, bool *has_failed)
{
    static const struct span all = { (const uint8_t *)"default", 7 };
    const struct span text = { (const uint8_t *)w->aliases->text, w->aliases->len };

    return w->aliases->text && (intake_alias_find(text, name, value, has_failed) ||
                                (w->aliases->has_default && !depth && !*has_failed && intake_alias_find(text, all, value, has_failed)));
}

static enum alias_result resolve(const struct walk *w, struct span *name, unsigned depth)
{
    bool is_literal = name->len > 1 && *name->p == '\\', has_failed = false, good;
    struct buf value = { 0 };

    if (is_literal)
        *name = (struct span){ name->p + 1, name->len - 1 };
    if (is_literal || intake_address_has_domain(*name) || !find(w, *name, depth, &value, &has_failed)) {
        if (has_failed)
            no_memory(w->why);
        return has_failed ? ALIAS_WRONG : ALIAS_NONE;
    }
    if (depth == ALIAS_DEPTH)
        good = wrong(w->why, WAX_E_USAGE, "the alias of %.*s stands for itself, in the end; nothing was sent", (int)name->len, (const char *)name->p);
    else
        good = walk_list(w, (struct span){ buf_data(&value), buf_len(&value) - 1 }, depth + 1);
    wax__buf_clear(&value);
    return good ? ALIAS_FOUND : ALIAS_WRONG;
}

enum alias_result aliases_resolve(const struct aliases *a, struct span *name, alias_fn *fn, void *user, wax_error *why)
{
    size_t n_items = 0;
    const struct walk w = { a, fn, user, why, &n_items };

    return resolve(&w, name, 0);
}
