/* intake_aliases.c -- see intake_aliases.h. */
#include "intake_aliases.h"

#include <string.h>

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct span next_line(struct span *rest)
{
    const uint8_t *lf = memchr(rest->p, '\n', rest->len);
    struct span line = { rest->p, lf ? (size_t)(lf - rest->p) : rest->len };
    size_t used = line.len + (lf != NULL);

    *rest = (struct span){ rest->p + used, rest->len - used };
    return line;
}

static struct span trimmed(struct span s)
{
    for (; s.len && is_blank(*s.p); s.len--)
        s.p++;
    while (s.len && is_blank(s.p[s.len - 1]))
        s.len--;
    if (s.len > 1 && *s.p == '"' && s.p[s.len - 1] == '"')
        s = (struct span){ s.p + 1, s.len - 2 };
    return s;
}

static bool is_same(struct span a, struct span b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (text_lower(a.p[i]) != text_lower(b.p[i]))
            return false;
    return true;
}

/* What is behind the colon, where the line is about this name; p NULL: it is about another, or about none. */
static struct span value_for(struct span line, struct span name)
{
    const uint8_t *colon = line.len && !is_blank(*line.p) && *line.p != '#' ? memchr(line.p, ':', line.len) : NULL;

    if (!colon || !is_same(trimmed((struct span){ line.p, (size_t)(colon - line.p) }), name))
        return (struct span){ NULL, 0 };
    return (struct span){ colon + 1, (size_t)(line.p + line.len - colon - 1) };
}

static bool goes_on(struct span rest)
{
    return rest.len && (is_blank(*rest.p) || *rest.p == '#' || *rest.p == '\n');
}

static bool put_list(struct buf *list, struct span first, struct span rest)
{
    bool good = wax__buf_put(list, first.p, first.len);

    while (good && goes_on(rest)) {
        struct span line = next_line(&rest);
        if (line.len && *line.p != '#')
            good = wax__buf_put(list, line.p, line.len);
    }
    return good && wax__buf_put(list, "", 1);
}

bool intake_alias_find(struct span text, struct span name, struct buf *list, bool *has_failed)
{
    while (text.len) {
        struct span value = value_for(next_line(&text), name);
        if (!value.p)
            continue;
        *has_failed = !put_list(list, value, text);
        return !*has_failed;
    }
    return false;
}
