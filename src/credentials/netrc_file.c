/* netrc_file.c -- see netrc_file.h. */
#include "netrc_file.h"

#include "fail.h"
#include "limit.h"
#include "netrc.h"
#include "private_file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool find_path(char *to, size_t size, const char *path, wax_error *why)
{
    const char *home = getenv("HOME"), *named = path ? path : getenv("NETRC");
    int n = named && *named ? snprintf(to, size, "%s", named) : snprintf(to, size, "%s/.netrc", home ? home : "");

    if (named && *named ? (size_t)n < size : home && *home && (size_t)n < size)
        return true;
    wax__fail(why, WAX_E_INPUT, "netrc", "there is no telling where the netrc file is: HOME is not set; name it with --netrc-file FILE");
    return false;
}

static void keep(struct password *p, const struct netrc_login *found, const char *user, wax_error *why)
{
    if (!user && !found->user)
        wax__fail(why, WAX_E_INPUT, "netrc", "the netrc file has a password for this server and no login; add --user NAME");
    else if (!password_add(p, found->password, strlen(found->password), "the netrc file", why) || !password_end(p, "the netrc file", why))
        return;
    else if (!user && !(p->user = strdup(found->user)))
        wax__fail_memory(why, "netrc");
}

static void take(struct password *p, struct secret *text, const char *path, const char *host, const char *user, wax_error *why)
{
    struct netrc_login found;

    if (memchr(text->bytes, 0, text->len))
        wax__fail(why, WAX_E_INPUT, "netrc", "the netrc file %.200s holds a NUL byte, which no login can carry", path);
    else if (netrc_find((char *)text->bytes, text->len, host, user, &found, why))
        return;
    else if (!found.password)
        wax__fail(why, WAX_E_INPUT, "netrc", "the netrc file %.200s has no password for %.60s%sthe machine %.100s; add one there", path,
                  user ? user : "", user ? " at " : "", host);
    else
        keep(p, &found, user, why);
}

void password_from_netrc(struct password *p, const char *path, const char *host, const char *user, wax_error *why)
{
    struct secret text = { 0 };
    char where[PATH_MAX];

    if (find_path(where, sizeof where, path, why) && private_file_read(&text, where, "netrc", "the netrc file", why))
        take(p, &text, where, host, user, why);
    wax__secret_clear(&text);
}
