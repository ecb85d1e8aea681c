/* place.c -- see place.h. */
#include "place.h"

#include "fail.h"
#include "text.h"

#include <string.h>

static wax_status put(struct buf *to, const char *text, size_t len, wax_error *why)
{
    return wax__buf_put(to, text, len) ? WAX_OK : wax__fail_memory(why, "template");
}

wax_status place_refuse(const struct spot *s, const char *reason, wax_error *why)
{
    return wax__fail(why, WAX_E_INPUT, "template", "row %lld: the field \"%s\" holds \"%.100s\", %s", (long long)s->row, s->name, s->value, reason);
}

wax_status place_put_escaped(struct buf *to, const char *value, const char *which, wax_error *why)
{
    for (; *value && !why->status; value++)
        if (!strchr(which, *value) || !put(to, "\\", 1, why))
            put(to, value, 1, why);
    return why->status;
}

static const char *entity_of(char c)
{
    return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : c == '\'' ? "&#39;" : NULL;
}

static wax_status put_html(struct buf *to, const char *value, wax_error *why)
{
    for (; *value && !why->status; value++) {
        const char *entity = entity_of(*value);
        put(to, entity ? entity : value, entity ? strlen(entity) : 1, why);
    }
    return why->status;
}

/* RFC 3986 s.2.3: what is not unreserved.  A comma or a bracket would end the URL where it stands in a header. */
static wax_status put_url(struct buf *to, const char *value, wax_error *why)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; *value && !why->status; value++) {
        const uint8_t c = (uint8_t)*value;
        const char encoded[] = { '%', digits[c >> 4], digits[c & 15] };
        if (text_is_alpha(c) || text_is_digit(c) || strchr("-._~", c))
            put(to, value, 1, why);
        else
            put(to, encoded, sizeof encoded, why);
    }
    return why->status;
}

static bool has_control(const char *value)
{
    for (; *value; value++)
        if ((unsigned char)*value < 32 || *value == 127)
            return true;
    return false;
}

/* A dot at the beginning could be "..", or half of it. */
static wax_status put_path(struct buf *to, const struct spot *s, wax_error *why)
{
    if (strchr(s->value, '/') || *s->value == '.')
        return place_refuse(s, "which would lead out of the folder; write the folder into the option, and the name of the file into the row", why);
    return put(to, s->value, strlen(s->value), why);
}

wax_status place_put(struct buf *to, enum template_place place, const struct spot *s, wax_error *why)
{
    if (place != TEMPLATE_TEXT && place != TEMPLATE_HTML && has_control(s->value))
        return place_refuse(s, "with a line end or a control character, where one line is meant", why);
    switch (place) {
    case TEMPLATE_HTML: return put_html(to, s->value, why);
    case TEMPLATE_URL: return put_url(to, s->value, why);
    case TEMPLATE_PATH: return put_path(to, s, why);
    case TEMPLATE_LIST: return place_put_in_list(to, s, why);
    case TEMPLATE_TEXT:
    case TEMPLATE_LINE: break;
    }
    return put(to, s->value, strlen(s->value), why);
}
