/* each_fill.c -- see each_fill.h. */
#include "each_fill.h"

#include "header_args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* As long a list, empty, in the place of that one. */
static bool begin_list(struct filled *f, struct strings *list, wax_error *why)
{
    const char **at = calloc(list->n, sizeof *at);

    if (!at)
        return no_memory(why), false;
    list->at = at;
    keep(f, (char *)(void *)at);
    return true;
}

/* The name as it is; the text, as a value may stand in it. */
static char *fill_header(const char *line, const struct row *row, wax_error *why)
{
    const char *text = header_args_text(line);
    size_t name = (size_t)(text - line);
    char *filled = template_fill(text, header_args_place(line), row, why), *whole = filled ? malloc(name + strlen(filled) + 1) : NULL;

    if (whole) {
        memcpy(whole, line, name);
        strcpy(whole + name, filled);
    } else if (filled)
        no_memory(why);
    free(filled);
    return whole;
}

/* What the row makes of the lines; the list is the filled one's. */
static wax_status fill_headers(struct filled *f, struct strings *lines, const struct row *row, wax_error *why)
{
    const char **templates = lines->at;

    if (!begin_list(f, lines, why))
        return why->status;
    for (size_t i = 0; i < lines->n && !why->status; i++)
        lines->at[i] = keep(f, fill_header(templates[i], row, why));
    return why->status;
}

static wax_status fill_list(struct filled *f, struct strings *list, enum template_place kind, const struct row *row, wax_error *why)
{
    const char **templates = list->at;

    if (!begin_list(f, list, why))
        return why->status;
    for (size_t i = 0; i < list->n && !why->status; i++)
        list->at[i] = keep(f, template_fill(templates[i], kind, row, why));
    return why->status;
}

/* So many texts and lists at the most. */
static size_t count(struct send_args *a)
{
    size_t n = N_SINGLE + 1 + a->header.n;

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
    if (f->args.header.n && !why->status)
        fill_headers(f, &f->args.header, row, why);
    return why->status;
}

void each_fill_clear(struct filled *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->texts[i]);
    free(f->texts);
    *f = (struct filled){ 0 };
}
