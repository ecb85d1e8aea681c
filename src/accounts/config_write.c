/* config_write.c -- see config_write.h. */
#include "config_write.h"

#include "text.h"

#include <string.h>

static bool needs_quotes(const char *value)
{
    size_t len = strlen(value);

    if (!len || text_is_blank((uint8_t)value[0]) || text_is_blank((uint8_t)value[len - 1]) || strchr("\"#=", value[0]))
        return true;
    for (const char *sign = value; (sign = strchr(sign, '#')); sign++)
        if (text_is_blank((uint8_t)sign[-1]))
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
    bool good = !(value && strpbrk(value, "\r\n")) && wax__buf_puts(out, "    ") && wax__buf_puts(out, key);

    if (good && value)
        good = wax__buf_puts(out, " ") && (needs_quotes(value) ? put_quoted(out, value) : wax__buf_puts(out, value));
    return good && wax__buf_puts(out, "\n");
}
