/* rows.c -- see rows.h. */
#include "rows.h"

#include "csv.h"
#include "fail.h"
#include "objects.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct rows {
    FILE            *file;
    enum rows_format format;
    int64_t          number;        /* of the row that was read last */
    struct csv       csv;
    struct objects   objects;
    struct row       header, row;
};

enum rows_format rows_format_of(const char *word)
{
    return strcmp(word, "csv") == 0 ? ROWS_CSV : strcmp(word, "jsonl") == 0 ? ROWS_JSON_LINES : ROWS_UNKNOWN;
}

enum rows_format rows_format_of_name(const char *path)
{
    const char *dot = strrchr(path, '.');

    if (!dot)
        return ROWS_UNKNOWN;
    if (strcasecmp(dot, ".csv") == 0)
        return ROWS_CSV;
    return strcasecmp(dot, ".jsonl") == 0 || strcasecmp(dot, ".ndjson") == 0 ? ROWS_JSON_LINES : ROWS_UNKNOWN;
}

struct rows *rows_new(FILE *file, enum rows_format format)
{
    struct rows *r = calloc(1, sizeof *r);

    if (!r) {
        fclose(file);
        return NULL;
    }
    r->file = r->csv.file = r->objects.file = file;
    r->format = format;
    return r;
}

void rows_free(struct rows *r)
{
    if (!r)
        return;
    csv_clear(&r->csv);
    objects_clear(&r->objects);
    row_clear(&r->header);
    row_clear(&r->row);
    fclose(r->file);
    free(r);
}

/* Spreadsheets end lines with commas: a column without a name can't be asked for, so several do no harm. */
static wax_status check_header(const struct row *h, wax_error *why)
{
    for (size_t i = 1; i < h->n; i++) {
        const char *name = row_value(h, i);
        for (size_t j = 0; *name && j < i; j++)
            if (strcmp(row_value(h, j), name) == 0)
                return wax__fail(why, WAX_E_INPUT, "row", "two columns of the table are called \"%.100s\"; give each a name of its own", name);
    }
    return WAX_OK;
}

static wax_status read_header(struct rows *r, wax_error *why)
{
    bool is_end;

    row_begin(&r->header, 0);
    if (csv_next(&r->csv, &r->header, &is_end, why))
        return why->status;
    if (is_end)
        return wax__fail(why, WAX_E_INPUT, "row", "the table is empty; its first line names the fields: email,name");
    return check_header(&r->header, why);
}

static wax_status next_record(struct rows *r, bool *is_end, wax_error *why)
{
    if (r->number == 1 && read_header(r, why))
        return why->status;
    r->row.header = &r->header;
    if (csv_next(&r->csv, &r->row, is_end, why) || *is_end)
        return why->status;
    if (r->row.n != r->header.n)
        return wax__fail(why, WAX_E_INPUT, "row", "row %lld (it ends on line %lld) has %zu fields, and the table's first line names %zu; a field that holds a comma "
                         "stands in quotes", (long long)r->number, (long long)r->csv.line, r->row.n, r->header.n);
    return WAX_OK;
}

wax_status rows_next(struct rows *r, const struct row **row, wax_error *why)
{
    bool is_end = false;

    *row = NULL;
    row_begin(&r->row, ++r->number);
    if (r->format == ROWS_CSV)
        next_record(r, &is_end, why);
    else
        objects_next(&r->objects, &r->row, &is_end, why);
    if (!why->status && !is_end)
        *row = &r->row;
    return why->status;
}

void rows_rewind(struct rows *r)
{
    rewind(r->file);
    r->number = r->csv.line = r->objects.line = 0;
}
