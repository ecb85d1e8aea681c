/* caller_posix.c -- see caller.h. */
#include "caller.h"

#include <ctype.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_local_part(const char *s)
{
    for (const char *p = s; *p; p++)
        if (!isalnum((unsigned char)*p) && !strchr("_-+", *p) && (*p != '.' || p == s || p[1] == '.' || !p[1]))
            return false;
    return *s && strlen(s) < 65;
}

/* The first of GECOS' fields, in which & is the user's name with a capital. */
static void take_full_name(struct caller *c, const char *gecos)
{
    size_t n = 0, len = strlen(c->user);

    for (; *gecos && *gecos != ',' && n + len + 1 < sizeof c->full_name; gecos++) {
        if (*gecos != '&') {
            c->full_name[n++] = *gecos;
            continue;
        }
        memcpy(c->full_name + n, c->user, len);
        c->full_name[n] = (char)toupper((unsigned char)c->full_name[n]);
        n += len;
    }
    c->full_name[n] = 0;
}

static void find_user(struct caller *c)
{
    const struct passwd *entry = getpwuid(getuid());
    const char *named = getenv("NAME");

    if (entry && is_local_part(entry->pw_name))
        snprintf(c->user, sizeof c->user, "%s", entry->pw_name);
    else
        snprintf(c->user, sizeof c->user, "uid-%lu", (unsigned long)getuid());
    if (named && *named)
        snprintf(c->full_name, sizeof c->full_name, "%s", named);
    else
        take_full_name(c, entry && entry->pw_gecos ? entry->pw_gecos : "");
}

static bool is_domain(const char *s)
{
    for (const char *p = s; *p; p++)
        if (!isalnum((unsigned char)*p) && *p != '-' && (*p != '.' || p == s || p[1] == '.' || !p[1]))
            return false;
    return *s;
}

/* Debian's file for it: one line. */
static bool read_mailname(char *domain, int size)
{
    FILE *file = fopen("/etc/mailname", "re");
    bool good = file && fgets(domain, size, file);

    if (file)
        fclose(file);
    if (good)
        domain[strcspn(domain, " \t\r\n")] = 0;
    return good && is_domain(domain);
}

void caller_find(struct caller *c)
{
    find_user(c);
    if (read_mailname(c->domain, sizeof c->domain))
        return;
    if (gethostname(c->domain, sizeof c->domain) || !memchr(c->domain, 0, sizeof c->domain) || !is_domain(c->domain))
        strcpy(c->domain, "localhost");
}
