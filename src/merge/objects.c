/* objects.c -- see objects.h. */
#include "objects.h"

#include "fail.h"
#include "jansson_library.h"

#include <stdlib.h>
#include <string.h>

static wax_status broken(const struct objects *o, const char *what, const char *more, wax_error *why)
{
    return wax__fail(why, WAX_E_INPUT, "row", "line %lld %s%s", (long long)o->line, what, more);
}

/* A line without its end; *is_end: there is none. */
static wax_status read_line(struct objects *o, bool *is_end, wax_error *why)
{
    int byte;

    wax__buf_take(&o->text, buf_len(&o->text));
    o->line++;
    while ((byte = getc(o->file)) != EOF && byte != '\n') {
        const char one = (char)byte;
        if (buf_len(&o->text) >= ROW_MOST)
            return broken(o, "is larger than a megabyte; JSON lines have one object a line", "", why);
        if (!wax__buf_put(&o->text, &one, 1))
            return wax__fail_memory(why, "row");
    }
    if (ferror(o->file))
        return wax__fail(why, WAX_E_INPUT, "file", "the rows can't be read to their end");
    *is_end = byte == EOF && buf_len(&o->text) == 0;
    return WAX_OK;
}

static bool is_blank(const struct buf *line)
{
    for (size_t i = 0; i < buf_len(line); i++)
        if (!strchr(" \t\r", buf_data(line)[i]) || !buf_data(line)[i])
            return false;
    return true;
}

static wax_status put_member(struct objects *o, struct row *r, const char *name, const json_t *value, wax_error *why)
{
    const struct jansson *json = o->jansson;
    char number[32];

    if (json_is_string(value))
        return row_put(r, name, json->string_value(value), json->string_length(value), why);
    if (json_is_null(value))
        return row_put(r, name, "", 0, why);
    if (json_is_boolean(value))
        return row_put(r, name, json_is_true(value) ? "true" : "false", json_is_true(value) ? 4 : 5, why);
    if (json_is_real(value))
        return broken(o, "has a number with a fraction, which can be written in several ways; put it into quotes, as it shall be read: ", name, why);
    if (!json_is_integer(value))
        return broken(o, "has a member that is no single value: ", name, why);
    snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json->integer_value(value));
    return row_put(r, name, number, strlen(number), why);
}

static wax_status put_members(struct objects *o, struct row *r, json_t *object, wax_error *why)
{
    const struct jansson *json = o->jansson;

    for (void *at = json->object_iter(object); at && !why->status; at = json->object_iter_next(object, at))
        put_member(o, r, json->object_iter_key(at), json->object_iter_value(at), why);
    return why->status;
}

static wax_status read_object(struct objects *o, struct row *r, wax_error *why)
{
    json_error_t at = { 0 };
    json_t *object = o->jansson->loadb((const char *)buf_data(&o->text), buf_len(&o->text), JSON_REJECT_DUPLICATES, &at);

    if (!object)
        return broken(o, "can't be read as JSON: ", at.text, why);
    if (json_is_object(object))
        put_members(o, r, object, why);
    else
        broken(o, "is no object; it should look like {\"email\": \"grace@example.net\", \"name\": \"Grace\"}", "", why);
    o->jansson->destroy(object);    /* nobody else holds it */
    return why->status;
}

static wax_status load(struct objects *o, wax_error *why)
{
    if (o->jansson)
        return WAX_OK;
    o->jansson = malloc(sizeof *o->jansson);
    if (!o->jansson)
        return wax__fail_memory(why, "row");
    if (jansson_load(o->jansson))
        return WAX_OK;
    free(o->jansson);
    o->jansson = NULL;
    return wax__fail(why, WAX_E_INPUT, "row", "JSON lines need jansson, and " JANSSON_LIBRARY " can't be loaded; install it, or write the rows as CSV");
}

wax_status objects_next(struct objects *o, struct row *r, bool *is_end, wax_error *why)
{
    *is_end = false;
    do {
        if (read_line(o, is_end, why) || *is_end)
            return why->status;
    } while (is_blank(&o->text));
    return load(o, why) ? why->status : read_object(o, r, why);
}

void objects_clear(struct objects *o)
{
    wax__buf_clear(&o->text);
    free(o->jansson);
}

const char *objects_parts(void)
{
    return "JSON lines by jansson " JANSSON_VERSION;
}
