/* alias_args.c -- see alias_args.h. */
#include "alias_args.h"

#include "aliases.h"

#include <stdlib.h>
#include <string.h>

/* A list that is being written anew. */
struct rewriting {
    struct buf text;
    bool       is_first, has_memory;    /* of what one name stands for */
};

static bool put(struct rewriting *r, const void *bytes, size_t len)
{
    r->has_memory = r->has_memory && wax__buf_put(&r->text, bytes, len);
    return r->has_memory;
}

static bool put_meant(void *user, const struct list_item *i)
{
    struct rewriting *r = user;
    const char *between = r->is_first ? "" : ", ";

    r->is_first = false;
    return put(r, between, strlen(between)) && (i->has_angle ? put(r, i->all.p, i->all.len) : put(r, i->address.p, i->address.len));
}

static bool put_item(struct rewriting *r, const struct aliases *a, const struct list_item *i, wax_error *why)
{
    struct span name = i->address;
    enum alias_result result = i->address.len && i->delimiter != ':' ? aliases_resolve(a, &name, put_meant, r, why) : ALIAS_NONE;

    r->is_first = true;
    if (result == ALIAS_NONE)
        put(r, i->all.p, i->all.len);
    return result != ALIAS_WRONG && put(r, &i->delimiter, i->delimiter != 0);
}

/* One that is broken stays as it is: whoever reads it next tells where. */
static char *rewrite(const struct aliases *a, const char *list, wax_error *why)
{
    struct rewriting r = { .is_first = true, .has_memory = true };
    struct span rest = { (const uint8_t *)list, strlen(list) };
    struct list_item i;
    bool is_broken = false, good = true;

    while (good && intake_list_next(&rest, &i, &is_broken))
        good = put_item(&r, a, &i, why);
    char *text = good && put(&r, "", 1) ? strdup(is_broken ? list : (const char *)buf_data(&r.text)) : NULL;
    wax__buf_clear(&r.text);
    return text;
}

static bool expand(struct alias_args *args, const struct aliases *a, struct strings *list, size_t i, wax_error *why)
{
    char **more = realloc(args->texts, (args->n + 1) * sizeof *more);

    args->texts = more ? more : args->texts;
    char *text = more ? rewrite(a, list->at[i], why) : NULL;
    if (text)
        list->at[i] = args->texts[args->n++] = text;
    return text;
}

void alias_args_expand(struct alias_args *args, struct strings *const *lists, size_t n, struct outcome *o)
{
    struct aliases a = { 0 };
    wax_error why = { 0 };
    bool good = !args->file || aliases_read(&a, args->file, &why);

    for (size_t k = 0; k < n && args->file; k++)
        for (size_t i = 0; i < lists[k]->n && good; i++)
            good = expand(args, &a, lists[k], i, &why);
    if (why.status)
        outcome_wrong(o, why.status == WAX_E_INPUT ? EXIT_CODE_NO_INPUT : exit_code_of(&why), why.status, why.stage, "--aliases: %s", why.text);
    else if (!good)
        outcome_no_memory(o);
    aliases_free(&a);
}

void alias_args_free(struct alias_args *a)
{
    for (size_t i = 0; i < a->n; i++)
        free(a->texts[i]);
    free(a->texts);
}
