/* roots_posix.c -- does the system keep its roots in a folder where they are found by hash?  See context.h. */
#include "context.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

/* "5273a94c.0": eight hexadecimal digits of the subject's hash, a dot, a number. */
static bool is_hash_name(const char *name)
{
    return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' && name[9] >= '0' && name[9] <= '9';
}

static bool is_hashed(const char *folder)
{
    DIR *dir = opendir(folder);
    bool found = false;

    for (struct dirent *entry; dir && !found && (entry = readdir(dir)); )
        found = is_hash_name(entry->d_name);
    if (dir)
        closedir(dir);
    return found;
}

bool wax__roots_are_hashed(const char *folders)
{
    char folder[4096];

    for (const char *p = folders; *p; ) {
        size_t len = strcspn(p, ":");
        snprintf(folder, sizeof folder, "%.*s", (int)len, p);
        if (len < sizeof folder && is_hashed(folder))
            return true;
        p += len + (p[len] == ':');
    }
    return false;
}
