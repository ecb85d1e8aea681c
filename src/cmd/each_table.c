/* each_table.c -- each_kind.h for a table: a row, the template that it fills, the mail that comes of both.
 *
 * Promise: one row and one mail are in memory at a time, besides the texts of the template. */
#include "each_kind.h"

#include "each_fill.h"
#include "ready_made.h"
#include "rows.h"
#include "send_mail.h"
#include "text_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct table {
    struct send_args template;      /* borrows from the arguments, and from the texts */
    char            *text, *html;   /* out of files; NULL: none */
    struct rows     *rows;
    const struct row *row;          /* that was read last */
};

static void read_text(const char **given, const char **path, char **read, int64_t deadline_ms, struct outcome *o)
{
    if (!*path)
        return;
    *read = text_file_read(*path, deadline_ms, o);
    *given = *read;
    *path = NULL;
}

static struct rows *open_rows(const struct each_args *a, int64_t deadline_ms, struct outcome *o)
{
    int fd = ready_made_open(a->source, deadline_ms, o);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
    struct rows *rows = file ? rows_new(file, a->format) : NULL;

    if (fd >= 0 && !file)
        close(fd);
    if (fd >= 0 && !rows)
        outcome_no_memory(o);
    return rows;
}

static void free_table(void *table)
{
    struct table *t = table;

    if (!t)
        return;
    rows_free(t->rows);
    free(t->text);
    free(t->html);
    free(t);
}

static void *open_table(const struct send_args *a, int64_t deadline_ms, struct outcome *o)
{
    struct table *t = calloc(1, sizeof *t);

    if (!t) {
        outcome_no_memory(o);
        return NULL;
    }
    t->template = *a;
    read_text(&t->template.text, &t->template.text_file, &t->text, deadline_ms, o);
    read_text(&t->template.html, &t->template.html_file, &t->html, deadline_ms, o);
    if (!outcome_is_wrong(o))
        t->rows = open_rows(&a->each, deadline_ms, o);
    if (t->rows)
        return t;
    free_table(t);
    return NULL;
}

static void rewind_table(void *table)
{
    rows_rewind(((struct table *)table)->rows);
}

static int64_t next_row(void *table, char digest[ROW_DIGEST_LEN + 1], struct outcome *o)
{
    struct table *t = table;
    wax_error why = { 0 };

    if (rows_next(t->rows, &t->row, &why))
        outcome_failed(o, &why);
    else if (t->row && !row_digest(t->row, digest))
        outcome_no_memory(o);
    return t->row && !outcome_is_wrong(o) ? t->row->number : 0;
}

/* What is said of the mail from here on is said about that row. */
static wax_message *make_mail(void *table, struct outcome *o)
{
    struct table *t = table;
    struct filled filled;
    wax_error why = { 0 };
    wax_message *mail = NULL;

    if (each_fill(&filled, &t->template, t->row, &why))
        outcome_failed(o, &why);
    else {
        o->row = t->row->number;
        mail = send_mail_compose(&filled.args, INT64_MAX, o);
    }
    each_fill_clear(&filled);
    return mail;
}

const struct each_kind each_table = {
    .none = "the table has no rows, so there is nothing to send",
    .open = open_table, .free = free_table, .rewind = rewind_table, .next = next_row, .make = make_mail,
};
