/* row.c -- see row.h. */
#include "row.h"

#include "fail.h"
#include "text.h"

#include <string.h>

void row_begin(struct row *r, int64_t number)
{
    wax__buf_take(&r->text, buf_len(&r->text));
    r->number = number;
    r->n = 0;
}

static bool keep(struct row *r, const char *text, size_t len, size_t *at)
{
    *at = buf_len(&r->text);
    return wax__buf_put(&r->text, text, len) && wax__buf_put(&r->text, "", 1);
}

static wax_status check(const struct row *r, const char *value, size_t len, wax_error *why)
{
    long long number = r->number;

    if (r->n == ROW_FIELDS_MOST)
        return wax__fail(why, WAX_E_INPUT, "row", "row %lld has more than %d fields", number, ROW_FIELDS_MOST);
    if (buf_len(&r->text) + len > ROW_MOST)
        return wax__fail(why, WAX_E_INPUT, "row", "row %lld is larger than %d bytes; --attach sends files", number, ROW_MOST);
    if (memchr(value, 0, len))
        return wax__fail(why, WAX_E_INPUT, "row", "row %lld holds a NUL byte in field %zu; fields are text", number, r->n + 1);
    if (!wax__text_is_utf8(value, len))
        return wax__fail(why, WAX_E_INPUT, "row", "row %lld is not UTF-8 in field %zu; convert the file, say with iconv", number, r->n + 1);
    return WAX_OK;
}

wax_status row_put(struct row *r, const char *name, const char *value, size_t len, wax_error *why)
{
    if (check(r, value, len, why))
        return why->status;
    if (!keep(r, name ? name : "", name ? strlen(name) : 0, &r->name[r->n]) || !keep(r, value, len, &r->value[r->n]))
        return wax__fail_memory(why, "row");
    r->n++;
    return WAX_OK;
}

void row_clear(struct row *r)
{
    wax__buf_clear(&r->text);
    r->n = 0;
}

const char *row_value(const struct row *r, size_t i)
{
    return (const char *)buf_data(&r->text) + r->value[i];
}

const char *row_name(const struct row *r, size_t i)
{
    return r->header ? row_value(r->header, i) : (const char *)buf_data(&r->text) + r->name[i];
}

const char *row_find(const struct row *r, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(row_name(r, i), name) == 0)
            return row_value(r, i);
    return NULL;
}
