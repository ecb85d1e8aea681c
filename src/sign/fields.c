/* fields.c -- see fields.h. */
#include "fields.h"

#include "fail.h"
#include "limit.h"

#include <string.h>

static size_t field_len(struct span header, size_t at)
{
    size_t end = at;

    do {
        const uint8_t *lf = memchr(header.p + end, '\n', header.len - end);
        end = lf ? (size_t)(lf + 1 - header.p) : header.len;
    } while (end < header.len && (header.p[end] == ' ' || header.p[end] == '\t'));
    return end - at;
}

/* RFC 5322 s.4.5: white space may stand before the colon. */
static struct span name_of(struct span field)
{
    const uint8_t *colon = memchr(field.p, ':', field.len);
    struct span name = { field.p, colon ? (size_t)(colon - field.p) : 0 };

    while (name.len && (name.p[name.len - 1] == ' ' || name.p[name.len - 1] == '\t'))
        name.len--;
    return name;
}

wax_status wax__sign_fields(struct sign_fields *f, struct span header, wax_error *why)
{
    for (size_t at = 0; at < header.len;) {
        struct span whole = { header.p + at, field_len(header, at) };
        struct sign_field one = { whole, name_of(whole), false };
        if (wax__sign_fields_n(f) == LIMIT_SIGNED_FIELDS)
            return wax__fail(why, WAX_E_INPUT, "sign", "the mail's header has more than %d fields, too many to be signed", LIMIT_SIGNED_FIELDS);
        if (!wax__buf_put(&f->array, &one, sizeof one))
            return wax__fail_memory(why, "sign");
        at += whole.len;
    }
    return WAX_OK;
}

void wax__sign_fields_clear(struct sign_fields *f)
{
    wax__buf_clear(&f->array);
}

size_t wax__sign_fields_n(const struct sign_fields *f)
{
    return buf_len(&f->array) / sizeof(struct sign_field);
}

struct sign_field *wax__sign_field(const struct sign_fields *f, size_t i)
{
    return (struct sign_field *)(void *)f->array.mem + i;
}

static bool is_same(struct span a, struct span b)
{
    for (size_t i = 0; a.len == b.len && i < a.len; i++)
        if (text_lower(a.p[i]) != text_lower(b.p[i]))
            return false;
    return a.len == b.len;
}

size_t wax__sign_fields_named(const struct sign_fields *f, struct span name)
{
    size_t n = 0;

    for (size_t i = 0; i < wax__sign_fields_n(f); i++)
        n += is_same(wax__sign_field(f, i)->name, name);
    return n;
}

void wax__sign_fields_give_back(struct sign_fields *f)
{
    for (size_t i = 0; i < wax__sign_fields_n(f); i++)
        wax__sign_field(f, i)->is_taken = false;
}

struct sign_field *wax__sign_fields_take(struct sign_fields *f, struct span name)
{
    for (size_t i = wax__sign_fields_n(f); i-- > 0;) {
        struct sign_field *one = wax__sign_field(f, i);
        if (!one->is_taken && is_same(one->name, name)) {
            one->is_taken = true;
            return one;
        }
    }
    return NULL;
}
