/* csv.c -- see csv.h. */
#include "csv.h"

#include "fail.h"

static int next(struct csv *c)
{
    int byte = getc(c->file);

    c->line += byte == '\n';
    return byte;
}

static wax_status broken_at(int64_t line, const char *what, wax_error *why)
{
    return wax__fail(why, WAX_E_INPUT, "row", "line %lld of the table %s", (long long)line + 1, what);
}

static wax_status broken(const struct csv *c, const char *what, wax_error *why)
{
    return broken_at(c->line, what, why);
}

static wax_status keep(struct csv *c, int byte, wax_error *why)
{
    const char one = (char)byte;

    if (buf_len(&c->field) >= ROW_MOST)
        return broken(c, "is in a field that is larger than a megabyte; is a closing quote missing?", why);
    return wax__buf_put(&c->field, &one, 1) ? WAX_OK : wax__fail_memory(why, "row");
}

/* What ends a field: a comma, a line, the file.  A CR is the beginning of a line's end, or nothing that we know. */
static wax_status end_of_field(struct csv *c, int *byte, wax_error *why)
{
    if (*byte == '\r' && (*byte = next(c)) != '\n')
        return broken(c, "holds a CR without its LF; line ends are LF or CRLF", why);
    return WAX_OK;
}

static wax_status quoted(struct csv *c, int *byte, wax_error *why)
{
    const int64_t begun = c->line;

    for (*byte = next(c); ; *byte = next(c)) {
        if (*byte == EOF)
            return broken_at(begun, "begins a field in quotes, which the file does not end", why);
        if (*byte == '"' && (*byte = next(c)) != '"')
            break;
        if (keep(c, *byte, why))
            return why->status;
    }
    if (end_of_field(c, byte, why))
        return why->status;
    return *byte == ',' || *byte == '\n' || *byte == EOF ? WAX_OK : broken(c, "has text behind a closing quote; a quote within quotes is written twice", why);
}

static wax_status bare(struct csv *c, int *byte, wax_error *why)
{
    for (; *byte != ',' && *byte != '\n' && *byte != '\r' && *byte != EOF; *byte = next(c)) {
        if (*byte == '"')
            return broken(c, "has a quote inside a field without quotes; put quotes around it, and write the inner ones twice", why);
        if (keep(c, *byte, why))
            return why->status;
    }
    return end_of_field(c, byte, why);
}

/* One field, and the byte that ended it. */
static wax_status field(struct csv *c, struct row *r, int *byte, wax_error *why)
{
    wax__buf_take(&c->field, buf_len(&c->field));
    if ((*byte == '"' ? quoted : bare)(c, byte, why))
        return why->status;
    return row_put(r, NULL, (const char *)buf_data(&c->field), buf_len(&c->field), why);
}

static wax_status record(struct csv *c, struct row *r, int byte, wax_error *why)
{
    while (!field(c, r, &byte, why) && byte == ',')
        byte = next(c);
    if (!why->status && ferror(c->file))
        return wax__fail(why, WAX_E_INPUT, "file", "the table can't be read to its end");
    return why->status;
}

/* The first byte of a record; empty lines are passed over. */
static int first_byte(struct csv *c)
{
    for (int byte; ; ) {
        while ((byte = next(c)) == '\n')
            ;
        int after = byte == '\r' ? next(c) : EOF;
        if (byte == '\r' && after == '\n')
            continue;
        if (byte == '\r')
            ungetc(after, c->file);
        return byte;
    }
}

/* Spreadsheets put U+FEFF in front. */
static void pass_mark(struct csv *c)
{
    static const int mark[] = { 0xef, 0xbb, 0xbf };

    for (size_t i = 0; i < 3; i++) {
        int byte = getc(c->file);
        if (byte == mark[i])
            continue;
        rewind(c->file);
        return;
    }
}

wax_status csv_next(struct csv *c, struct row *r, bool *is_end, wax_error *why)
{
    if (c->line == 0 && ftell(c->file) == 0)
        pass_mark(c);
    int byte = first_byte(c);
    *is_end = byte == EOF && !ferror(c->file);
    return *is_end ? WAX_OK : record(c, r, byte, why);
}

void csv_clear(struct csv *c)
{
    wax__buf_clear(&c->field);
}
