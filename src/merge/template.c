/* template.c -- see template.h. */
#include "place.h"

#include "fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static wax_status broken(const struct row *r, const char *what, const char *where, wax_error *why)
{
    return wax__fail(why, WAX_E_USAGE, "template", "row %lld: %s: \"%.40s\"; a brace that is no field is written twice, {{", (long long)r->number, what, where);
}

static wax_status unknown(const struct row *r, const char *name, wax_error *why)
{
    char known[120] = "";

    for (size_t i = 0, at = 0; i < r->n && at < sizeof known; i++)
        at += (size_t)snprintf(known + at, sizeof known - at, "%s%s", at ? ", " : "", row_name(r, i));
    return wax__fail(why, WAX_E_USAGE, "template", "row %lld has no field \"%s\"; it has: %s", (long long)r->number, name, known);
}

/* A field, from its brace on; *at goes behind it. */
static wax_status put_field(struct buf *to, const char *template, const char **at, enum template_place place, const struct row *r, wax_error *why)
{
    char name[ROW_NAME_MOST + 1];
    size_t len = strcspn(*at + 1, "{}\n");
    struct spot spot = { template, *at, *at + len + 2, name, NULL, r->number };

    if ((*at)[1 + len] != '}' || !len || len > ROW_NAME_MOST)
        return broken(r, "a field is {name}, and this is not", *at, why);
    memcpy(name, *at + 1, len);
    name[len] = 0;
    spot.value = row_find(r, name);
    *at = spot.close;
    return spot.value ? place_put(to, place, &spot, why) : unknown(r, name, why);
}

static wax_status put_plain(struct buf *to, const char *from, size_t len, wax_error *why)
{
    return wax__buf_put(to, from, len) ? WAX_OK : wax__fail_memory(why, "template");
}

static wax_status fill(struct buf *to, const char *template, enum template_place place, const struct row *r, wax_error *why)
{
    const char *at = template;

    while (*at && !why->status) {
        size_t plain = strcspn(at, "{}");
        bool is_field = at[plain] == '{' && at[plain + 1] != '{';
        size_t brace = at[plain] && !is_field;
        put_plain(to, at, plain + brace, why);
        at += plain + brace + (brace && at[plain + 1] == at[plain]);
        if (is_field && !why->status)
            put_field(to, template, &at, place, r, why);
    }
    return why->status ? why->status : put_plain(to, "", 1, why);
}

char *template_fill(const char *template, enum template_place place, const struct row *r, wax_error *why)
{
    struct buf b = { 0 };
    char *filled = fill(&b, template, place, r, why) ? NULL : strdup((const char *)buf_data(&b));

    wax__buf_clear(&b);
    if (!filled)
        wax__fail_memory(why, "template");
    return filled;
}
