/* config_write.c -- see config_write.h. */
#include "config_write.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool needs_quotes(const char *value)
{
    size_t len = strlen(value);

    if (!len || is_blank(value[0]) || is_blank(value[len - 1]) || strchr("\"#=", value[0]))
        return true;
    for (const char *sign = value; (sign = strchr(sign, '#')); sign++)
        if (is_blank(sign[-1]))
            return true;
    return false;
}

static bool put_quoted(struct buf *out, const char *value)
{
    bool good = wax__buf_puts(out, "\"");

    for (; *value && good; value++)
        good = wax__buf_puts(out, *value == '"' || *value == '\\' ? "\\" : "") && wax__buf_put(out, value, 1);
    return good && wax__buf_puts(out, "\"");
}

bool config_write(struct buf *out, const char *key, const char *value)
{
    bool good = wax__buf_puts(out, "    ") && wax__buf_puts(out, key);

    if (good && value)
        good = wax__buf_puts(out, " ") && (needs_quotes(value) ? put_quoted(out, value) : wax__buf_puts(out, value));
    return good && wax__buf_puts(out, "\n");
}
