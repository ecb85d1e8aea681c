/* mail_names_posix.c -- see mail_names.h. */
#include "mail_names.h"

#include "fail.h"
#include "mail_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static wax_status unreadable(const char *path, wax_error *why)
{
    return wax__fail(why, WAX_E_INPUT, "file", "the folder %.300s can't be read: %s; nothing was sent", path, strerror(errno));
}

/* -- one name ----------------------------------------------------------------------------------------------- */

static bool is_eml(const char *name)
{
    size_t n = strlen(name);

    return n > 4 && strcmp(name + n - 4, ".eml") == 0;
}

static bool has_room(struct mail_names *names)
{
    size_t room = names->room ? 2 * names->room : 64;
    char **more = names->n < names->room ? names->at : realloc(names->at, room * sizeof *more);

    if (more && names->n == names->room)
        names->room = room;
    if (more)
        names->at = more;
    return more;
}

static wax_status add(struct mail_names *names, const char *prefix, const char *name, wax_error *why)
{
    size_t size = strlen(prefix) + strlen(name) + 1;
    char *whole = has_room(names) ? malloc(size) : NULL;

    if (!whole)
        return wax__fail_memory(why, "file");
    snprintf(whole, size, "%s%s", prefix, name);
    names->at[names->n++] = whole;
    return size <= MAIL_FILE_NAME ? WAX_OK : wax__fail(why, WAX_E_INPUT, "file", "the name %.300s is too long; nothing was sent", whole);
}

/* -- a folder ----------------------------------------------------------------------------------------------- */

static DIR *open_listing(int folder, const char *name)
{
    int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *listing = fd < 0 ? NULL : fdopendir(fd);

    if (fd >= 0 && !listing)
        close(fd);
    return listing;
}

static bool is_mail(const char *name, bool is_maildir)
{
    return *name != '.' && (is_maildir || is_eml(name));
}

/* errno tells the end (0) from a failure. */
static const struct dirent *next_entry(DIR *listing)
{
    errno = 0;
    return readdir(listing);
}

static wax_status read_folder(struct mail_names *names, int folder, const char *name, const char *prefix, const char *path, wax_error *why)
{
    DIR *listing = open_listing(folder, name);
    wax_status s = listing ? WAX_OK : unreadable(path, why);

    for (const struct dirent *entry; !s && (entry = next_entry(listing)); )
        if (is_mail(entry->d_name, *prefix))
            s = add(names, prefix, entry->d_name, why);
    if (!s && errno)
        s = unreadable(path, why);
    if (listing)
        closedir(listing);
    return s;
}

static bool is_folder(int folder, const char *name)
{
    struct stat st;

    return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

/* -- the order ---------------------------------------------------------------------------------------------- */

/* Of a Maildir: a reader that moves a mail from new to cur, and writes flags behind its name, does not move it in the order. */
static const char *key_of(const char *name, size_t *len)
{
    const char *slash = strchr(name, '/'), *key = slash ? slash + 1 : name;

    *len = slash ? strcspn(key, ":") : strlen(key);
    return key;
}

static int by_name(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    size_t x_len, y_len;
    const char *x_key = key_of(*x, &x_len), *y_key = key_of(*y, &y_len);
    int order = memcmp(x_key, y_key, x_len < y_len ? x_len : y_len);

    return order ? order : x_len != y_len ? (x_len < y_len ? -1 : 1) : strcmp(*x, *y);
}

wax_status mail_names_read(struct mail_names *names, int folder, const char *path, wax_error *why)
{
    wax_status s;

    if (!is_folder(folder, "new") || !is_folder(folder, "cur"))
        s = read_folder(names, folder, ".", "", path, why);
    else if (!(s = read_folder(names, folder, "new", "new/", path, why)))
        s = read_folder(names, folder, "cur", "cur/", path, why);
    if (names->n)
        qsort(names->at, names->n, sizeof *names->at, by_name);
    return s;
}

void mail_names_clear(struct mail_names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->at[i]);
    free(names->at);
    *names = (struct mail_names){ 0 };
}
