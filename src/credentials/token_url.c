/* token_url.c -- see token_url.h. */
#include "token_url.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool is_plain(const char *url)
{
    for (; *url; url++)
        if (*url <= ' ' || *url > '~' || strchr("\\\"<>^`{|}", *url))
            return false;
    return true;
}

static bool is_loopback(const char *host, size_t len)
{
    static const char *const names[] = { "127.0.0.1", "[::1]", "localhost" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (len == strlen(names[i]) && strncasecmp(host, names[i], len) == 0)
            return true;
    return false;
}

enum token_url token_url_kind(const char *url)
{
    bool is_https = strncasecmp(url, "https://", 8) == 0, is_http = strncasecmp(url, "http://", 7) == 0;
    const char *host = url + (is_https ? 8 : 7);

    if (!is_plain(url) || (!is_https && !is_http))
        return TOKEN_URL_BAD;
    size_t all = strcspn(host, "/?#"), len = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
    if (memchr(host, '@', all) || len == 0 || len > all || (len < all && host[len] != ':'))
        return TOKEN_URL_BAD;
    return is_https ? TOKEN_URL_HTTPS : is_loopback(host, len) ? TOKEN_URL_LOOPBACK : TOKEN_URL_BAD;
}
