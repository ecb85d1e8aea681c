/* file_name.c -- see file_name.h. */
#include "file_name.h"

#include "fail.h"
#include "limit.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

enum {
    LINE = 76,                  /* of a parameter, its semicolon too */
    CODED = 12                  /* the longest character: four bytes, each %XX */
};

const char *wax__file_name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* What moves a cursor or ends a line, in ASCII or in C1. */
static bool is_control(const uint8_t *p, size_t n)
{
    return *p < 32 || *p == 127 || (n == 2 && p[0] == 0xC2 && p[1] < 0xA0);
}

wax_status wax__file_name_check(const char *name, wax_error *why)
{
    const uint8_t *p = (const uint8_t *)name;
    size_t len = strlen(name);

    if (!len || len > LIMIT_FILE_NAME || strchr(name, '/'))
        return wax__fail(why, WAX_E_USAGE, "message", "\"%.80s\" is no name for an attached file: 1 to %d bytes without a slash are",
                         name, LIMIT_FILE_NAME);
    for (size_t n; *p; p += n) {
        if (!(n = wax__text_utf8_len(p, strnlen((const char *)p, 4))))
            return wax__fail(why, WAX_E_USAGE, "message", "the name \"%.80s\" is not UTF-8 (byte %zu): give the file another name", name,
                             (size_t)((const char *)p - name) + 1);
        if (is_control(p, n))
            return wax__fail(why, WAX_E_USAGE, "message", "the name \"%.80s\" holds a control character (byte %zu): give the file another name",
                             name, (size_t)((const char *)p - name) + 1);
    }
    return WAX_OK;
}

/* Between quotes every reader takes it the same: not what some decode ("=?"), don't unquote, or take off as one more quote (Python's: "<a>"). */
static bool is_plain(const char *name)
{
    size_t len = strlen(name);

    return len <= LIMIT_QUOTED_NAME && wax__text_is_ascii(name, len) && !strpbrk(name, "\"\\%<>") && !strstr(name, "=?") && *name != ' '
        && name[len - 1] != ' ';
}

static bool stays(uint8_t c)
{
    return text_is_alpha(c) || text_is_digit(c) || c == '-' || c == '.' || c == '_';
}

static size_t put_character(char *to, const uint8_t *p, size_t n)
{
    static const char hex[] = "0123456789ABCDEF";
    char *t = to;

    for (size_t i = 0; i < n; i++) {
        if (stays(p[i])) {
            *t++ = (char)p[i];
            continue;
        }
        *t++ = '%';
        *t++ = hex[p[i] >> 4];
        *t++ = hex[p[i] & 15];
    }
    return (size_t)(t - to);
}

/* As many whole characters as a line holds behind its first `used` bytes. */
static size_t put_characters(char *line, size_t used, const uint8_t **p)
{
    while (**p && used + CODED < LINE) {
        size_t n = wax__text_utf8_len(*p, strnlen((const char *)*p, 4));
        used += put_character(line + used, *p, n);
        *p += n;
    }
    return used;
}

/* RFC 2231 s.3, 4.1: in sections where one line is too short; the first says in which charset. */
static bool put_sections(struct buf *to, const uint8_t *p)
{
    char line[LINE + 1];
    bool is_one = 3 * strlen((const char *)p) + sizeof " filename*=utf-8''" + CODED < LINE, good = true;

    for (unsigned i = 0; good && *p; i++) {
        size_t n = (size_t)(is_one ? snprintf(line, sizeof line, " filename*=utf-8''")
                                   : snprintf(line, sizeof line, " filename*%u*=%s", i, i ? "" : "utf-8''"));
        n = put_characters(line, n, &p);
        good = wax__buf_putf(to, ";\r\n%.*s", (int)n, line);
    }
    return good;
}

bool wax__file_name_put(struct buf *to, const char *name)
{
    if (is_plain(name))
        return wax__buf_putf(to, ";\r\n filename=\"%s\"", name);
    return put_sections(to, (const uint8_t *)name);
}

static size_t plain_form(char *to, const uint8_t *p)
{
    size_t at = 0;

    for (size_t n; *p && at < LIMIT_QUOTED_NAME; p += n) {
        n = wax__text_utf8_len(p, strnlen((const char *)p, 4));
        to[at++] = n == 1 && *p != '"' && *p != '\\' && *p != '%' && *p != '=' ? (char)*p : '_';
    }
    to[at] = 0;
    return at;
}

bool wax__file_name_put_plain(struct buf *to, const char *name)
{
    char plain[LIMIT_QUOTED_NAME + 1];
    const char *dot = strrchr(name, '.');

    if (is_plain(name))
        return true;
    size_t n = plain_form(plain, (const uint8_t *)name);
    if (n < LIMIT_QUOTED_NAME || !dot || strlen(dot) > 12)
        return wax__buf_putf(to, ";\r\n name=\"%s\"", plain);
    plain_form(plain + n - 12, (const uint8_t *)dot);
    return wax__buf_putf(to, ";\r\n name=\"%s\"", plain);
}
