/* each_fill.c -- see each_fill.h. */
#include "each_fill.h"

#include "template.h"

#include <stdio.h>
#include <stdlib.h>

#define AT(name) offsetof(struct send_args, name)

static const struct field_place {
    size_t              at;
    enum template_place kind;
} single[] = {
    { AT(from), TEMPLATE_LIST }, { AT(subject), TEMPLATE_LINE }, { AT(text), TEMPLATE_TEXT }, { AT(html), TEMPLATE_HTML },
    { AT(ask[WAX_ASK_ENVID]), TEMPLATE_LINE },
}, lists[] = {
    { AT(to), TEMPLATE_LIST }, { AT(cc), TEMPLATE_LIST }, { AT(bcc), TEMPLATE_LIST }, { AT(attach), TEMPLATE_PATH }, { AT(shown), TEMPLATE_PATH },
    { AT(forward), TEMPLATE_PATH },
};

enum { N_SINGLE = sizeof single / sizeof *single, N_LISTS = sizeof lists / sizeof *lists };

static struct strings *list_of(struct send_args *a, size_t i)
{
    return (struct strings *)(void *)((char *)a + lists[i].at);
}

static const char **text_of(struct send_args *a, size_t i)
{
    return (const char **)(void *)((char *)a + single[i].at);
}

static wax_status no_memory(wax_error *why)
{
    *why = (wax_error){ .status = WAX_E_NOMEM, .stage = "memory" };
    snprintf(why->text, sizeof why->text, "memory is used up; nothing was sent");
    return why->status;
}

static const char *keep(struct filled *f, char *text)
{
    f->texts[f->n++] = text;
    return text;
}

static wax_status fill_list(struct filled *f, struct strings *list, enum template_place kind, const struct row *row, wax_error *why)
{
    const char **templates = list->at, **at = calloc(list->n, sizeof *at);

    if (!at)
        return no_memory(why);
    list->at = at;
    keep(f, (char *)(void *)at);
    for (size_t i = 0; i < list->n && !why->status; i++)
        at[i] = keep(f, template_fill(templates[i], kind, row, why));
    return why->status;
}

/* So many texts and lists at the most. */
static size_t count(struct send_args *a)
{
    size_t n = N_SINGLE;

    for (size_t i = 0; i < N_LISTS; i++)
        n += 1 + list_of(a, i)->n;
    return n;
}

wax_status each_fill(struct filled *f, const struct send_args *template, const struct row *row, wax_error *why)
{
    *f = (struct filled){ .args = *template };
    f->texts = calloc(count(&f->args), sizeof *f->texts);
    if (!f->texts)
        return no_memory(why);
    for (size_t i = 0; i < N_SINGLE && !why->status; i++)
        if (*text_of(&f->args, i))
            *text_of(&f->args, i) = keep(f, template_fill(*text_of(&f->args, i), single[i].kind, row, why));
    for (size_t i = 0; i < N_LISTS && !why->status; i++)
        if (list_of(&f->args, i)->n)
            fill_list(f, list_of(&f->args, i), lists[i].kind, row, why);
    return why->status;
}

void each_fill_clear(struct filled *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->texts[i]);
    free(f->texts);
    *f = (struct filled){ 0 };
}
