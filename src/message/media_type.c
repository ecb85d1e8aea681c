/* media_type.c -- see media_type.h. */
#include "media_type.h"

#include "fail.h"
#include "limit.h"
#include "text.h"

#include <string.h>

static size_t token_len(const char *p)
{
    size_t n = 0;

    while (p[n] > 32 && p[n] < 127 && !strchr("()<>@,;:\\\"/[]?=", p[n]))     /* RFC 2045 s.5.1 */
        n++;
    return n;
}

/* A token, or what is between quotes: printable ASCII without quotes and backslashes, on which readers differ. */
static size_t value_len(const char *p)
{
    size_t n = 1;

    if (*p != '"')
        return token_len(p);
    while (p[n] >= 32 && p[n] < 127 && p[n] != '"' && p[n] != '\\')
        n++;
    return p[n] == '"' ? n + 1 : 0;
}

/* "; name=value"; 0: it is none. */
static size_t parameter_len(const char *p)
{
    size_t n = 1 + strspn(p + 1, " ");
    size_t name = *p == ';' ? token_len(p + n) : 0;

    if (!name || p[n + name] != '=')
        return 0;
    n += name + 1;
    return value_len(p + n) ? n + value_len(p + n) : 0;
}

static bool is_type(const char *p)
{
    size_t main = token_len(p), sub = main && p[main] == '/' ? token_len(p + main + 1) : 0, n = main + 1 + sub;

    if (!sub)
        return false;
    for (size_t more; p[n]; n += more)
        if (!(more = parameter_len(p + n)))
            return false;
    return n <= LIMIT_MEDIA_TYPE;
}

bool wax__media_type_begins(const char *type, const char *prefix)
{
    size_t n = strlen(prefix);

    return strlen(type) >= n && wax__text_same((struct span){ (const uint8_t *)type, n }, prefix);
}

static bool is_composite(const char *type)
{
    return wax__media_type_begins(type, "multipart/") || wax__media_type_begins(type, "message/");
}

bool wax__media_type_is_text(const char *type)
{
    return wax__media_type_begins(type, "text/");
}

bool wax__media_type_has(const char *type, const char *parameter)
{
    size_t n = strlen(parameter);

    for (const char *p = strchr(type, ';'); p; p = strchr(p + 1, ';')) {
        const char *name = p + 1 + strspn(p + 1, " ");
        if (wax__media_type_begins(name, parameter) && (name[n] == '=' || name[n] == '*'))
            return true;
    }
    return false;
}

wax_status wax__media_type_grammar(const char *type, wax_error *why)
{
    if (is_type(type))
        return WAX_OK;
    return wax__fail(why, WAX_E_USAGE, "message", "\"%.80s\" is no media type: \"application/pdf\" is one, \"text/csv; charset=utf-8\" another; "
                     "at most %d bytes of ASCII", type, LIMIT_MEDIA_TYPE);
}

wax_status wax__media_type_check(const char *type, wax_error *why)
{
    wax_status s = wax__media_type_grammar(type, why);

    if (!s && is_composite(type))
        return wax__fail(why, WAX_E_USAGE, "message", "an attached file can't be %.40s, which is a structure of its own: "
                         "a mail is forwarded (wax_message_forward), or attached as " MEDIA_TYPE_UNKNOWN, type);
    return s;
}

/* -- lists -------------------------------------------------------------------------------------------------- */

/* "type ext ext", # for remarks: Apache's form. */
static struct span type_of_words(struct span line, const char *extension)
{
    struct span first = { line.p, 0 };

    for (size_t at = 0, n; at < line.len; at += n + 1) {
        for (n = 0; at + n < line.len && line.p[at + n] != ' ' && line.p[at + n] != '\t'; n++) {}
        struct span word = { line.p + at, n };
        if (!first.len)
            first = word;
        else if (n && wax__text_same(word, extension))
            return first;
    }
    return (struct span){ 0 };
}

/* "weight:type:*.ext", heaviest first, and perhaps ":flags": shared-mime-info's. */
static struct span type_of_glob(struct span line, const char *extension)
{
    const uint8_t *end = line.p + line.len, *type = memchr(line.p, ':', line.len);
    const uint8_t *glob = type ? memchr(type + 1, ':', (size_t)(end - type - 1)) : NULL;

    if (!glob || end - glob < 4 || memcmp(glob, ":*.", 3) != 0)
        return (struct span){ 0 };
    const uint8_t *flags = memchr(glob + 1, ':', (size_t)(end - glob - 1));
    struct span found = { glob + 3, (size_t)((flags ? flags : end) - glob - 3) };
    return wax__text_same(found, extension) ? (struct span){ type + 1, (size_t)(glob - type - 1) } : (struct span){ 0 };
}

/* What a list says is as little trusted as what a caller says. */
static bool take_type(char to[MEDIA_TYPE_SIZE], struct span line, const char *extension)
{
    char type[MEDIA_TYPE_SIZE];
    struct span found = line.len && line.p[0] == '#' ? (struct span){ 0 } : type_of_words(line, extension);

    if (!found.len)
        found = type_of_glob(line, extension);
    if (!found.len || found.len >= MEDIA_TYPE_SIZE)
        return false;
    memcpy(type, found.p, found.len);
    type[found.len] = 0;
    if (wax__media_type_check(type, NULL))
        return false;
    memcpy(to, type, sizeof type);
    return true;
}

/* A line that is longer than the buffer is looked at in pieces, none of which is likely to fit. */
wax_status wax__media_type_find(char to[MEDIA_TYPE_SIZE], const char *extension, wax_source list, wax_error *why)
{
    uint8_t bytes[1024];
    size_t len = 0, got = 1;
    wax_status s = WAX_OK;

    while (got && !(s = list.read(list.user, bytes + len, sizeof bytes - len, &got, why))) {
        uint8_t *line = bytes, *lf;
        len += got;
        for (; (lf = memchr(line, '\n', len - (size_t)(line - bytes))); line = lf + 1)
            if (take_type(to, (struct span){ line, (size_t)(lf - line) }, extension))
                return WAX_OK;
        len = line == bytes && len == sizeof bytes ? 0 : len - (size_t)(line - bytes);
        memmove(bytes, line, len);
    }
    return s;
}
