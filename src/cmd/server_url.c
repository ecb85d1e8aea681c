/* server_url.c -- see server_url.h. */
#include "server_url.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void copy(char *to, size_t size, const char *from, size_t len)
{
    snprintf(to, size, "%.*s", len < size ? (int)len : 0, from);
}

/* %XX, RFC 3986 s.2.1, in place. */
static void decode(char *text)
{
    char *to = text;

    for (const char *p = text; *p; to++) {
        char hex[3] = { p[0] == '%' ? p[1] : 0, p[0] == '%' && p[1] ? p[2] : 0, 0 };
        bool is_code = isxdigit((unsigned char)hex[0]) && isxdigit((unsigned char)hex[1]);
        *to = is_code ? (char)strtoul(hex, NULL, 16) : *p;
        p += is_code ? 3 : 1;
    }
    *to = 0;
}

void server_url_read(struct server_url *u, const char *url, const char *user)
{
    const char *scheme = url ? strstr(url, "://") : NULL, *begin = scheme ? scheme + 3 : url ? url : "";
    const char *end = begin + strcspn(begin, "/"), *sign = memchr(begin, '@', (size_t)(end - begin));
    const char *host = sign ? sign + 1 : begin;

    copy(u->user, sizeof u->user, begin, sign ? (size_t)(sign - begin) : 0);
    decode(u->user);
    if (user)
        copy(u->user, sizeof u->user, user, strlen(user));
    if (*host == '[')
        copy(u->host, sizeof u->host, host + 1, strcspn(host + 1, "]/"));
    else
        copy(u->host, sizeof u->host, host, strcspn(host, ":/"));
}
