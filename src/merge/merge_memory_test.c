#include "alloc_fail.h"
#include "rows.h"
#include "template.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const char *const table = "email,name\ng@x.example,\"Grace, H.\"\n";
static const char *const objects = "{\"email\":\"g@x.example\",\"name\":\"Grace, H.\"}\n";

static FILE *file_of(const char *text)
{
    FILE *file = tmpfile();

    fputs(text, file);
    rewind(file);
    return file;
}

/* The list of the first row, to be freed; NULL: it failed. */
static char *first(FILE *file, enum rows_format format, wax_error *why)
{
    struct rows *rows = rows_new(file, format);
    const struct row *row = NULL;
    char *list = NULL;

    if (rows && !rows_next(rows, &row, why) && row)
        list = template_fill("{name} <{email}>", TEMPLATE_LIST, row, why);
    rows_free(rows);
    return list;
}

/* Every allocation fails in turn: what comes out is whole, or it is said that memory was used up. */
static void starve(const char *text, enum rows_format format, wax_status also)
{
    bool has_failed = true;

    for (long n = 0; has_failed; n++) {
        FILE *file = file_of(text);
        wax_error why = { 0 };
        alloc_fail_after(n);
        char *list = first(file, format, &why);
        has_failed = alloc_fail_stop();
        CHECK(list ? test_same(list, "\"Grace, H.\" <g@x.example>") : (has_failed && (!why.status || why.status == WAX_E_NOMEM || why.status == also)));
        free(list);
    }
}

TEST("memory that is used up at any moment loses no byte of a table")
{
    starve(table, ROWS_CSV, WAX_E_NOMEM);
}

TEST("nor of JSON lines")
{
    wax_error why = { 0 };
    char *list = first(file_of(objects), ROWS_JSON_LINES, &why);

    if (!list) {
        test_skip("built without jansson, or it is not there");
        return;
    }
    free(list);
    starve(objects, ROWS_JSON_LINES, WAX_E_INPUT);      /* the loader's allocations are its own: it says that there is no jansson */
}
