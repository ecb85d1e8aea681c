/* media_type_posix.c -- where a POSIX system keeps its lists of media types.
 *
 * mime.types first: it is the administrator's, and lists what servers agree on; then shared-mime-info's, which desktops have. */
#include "media_type.h"

#include "file_source.h"

#include <string.h>

static const char *const lists[] = {
    "/etc/mime.types",                      /* Debian, Fedora, macOS with Apache */
    "/etc/apache2/mime.types", "/usr/local/etc/mime.types",
    "/usr/share/mime/globs2", "/usr/local/share/mime/globs2",
};

/* A list that is not there, or can't be read, says nothing. */
static wax_status ask(char to[MEDIA_TYPE_SIZE], const char *extension, const char *path, wax_error *why)
{
    wax_source list;
    wax_error unread = { 0 };
    wax_status s = wax__file_source(&list, path, why);

    if (s)
        return s;
    wax__media_type_find(to, extension, list, &unread);
    list.free(list.user);
    return WAX_OK;
}

wax_status wax__media_type_guess(char to[MEDIA_TYPE_SIZE], const char *name, wax_error *why)
{
    const char *dot = strrchr(name, '.');
    wax_status s = WAX_OK;

    *to = 0;
    for (size_t i = 0; dot && dot[1] && !s && !*to && i < sizeof lists / sizeof *lists; i++)
        s = ask(to, dot + 1, lists[i], why);
    if (!*to)
        memcpy(to, MEDIA_TYPE_UNKNOWN, sizeof MEDIA_TYPE_UNKNOWN);
    return s;
}
