/* private_file_posix.c -- see private_file.h. */
#include "private_file.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* -- reading ------------------------------------------------------------------------------------------------ */

static const char *fault_of(const struct stat *st)
{
    if (!S_ISREG(st->st_mode))
        return "is no regular file";
    if (st->st_uid != geteuid() && st->st_uid != 0)
        return "belongs to another user, who could put anything there; make it yours (chown)";
    if (st->st_mode & (S_IRWXG | S_IRWXO))
        return "can be read or written by others, so it is not used; chmod 600 makes it private";
    return st->st_size > PRIVATE_FILE_MOST ? "is longer than 256 KiB; is it the right one?" : NULL;
}

static bool fill(struct secret *into, int fd, size_t most)
{
    size_t at = 0;
    ssize_t n = 1;

    while (n > 0 && at < most) {
        n = read(fd, into->bytes + at, most - at);
        at += n > 0 ? (size_t)n : 0;
    }
    into->bytes[at] = 0;
    into->len = at;
    return n >= 0;
}

bool private_file_read(struct secret *into, const char *path, const char *stage, const char *what, wax_error *why)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    const char *fault = fd < 0 || fstat(fd, &st) < 0 ? NULL : fault_of(&st);
    bool good = false;

    if (fd < 0)
        wax__fail(why, WAX_E_INPUT, stage, "%s %.200s can't be opened: %s", what, path, strerror(errno));
    else if (fault)
        wax__fail(why, WAX_E_INPUT, stage, "%s %.200s %s", what, path, fault);
    else if (!wax__secret_room(into, (size_t)st.st_size))
        wax__fail_memory(why, stage);
    else if (!(good = fill(into, fd, (size_t)st.st_size)))
        wax__fail(why, WAX_E_INPUT, stage, "%s %.200s can't be read: %s", what, path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return good;
}

/* -- replacing ---------------------------------------------------------------------------------------------- */

static int write_all(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno != EINTR)
            return errno;
        bytes += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) == 0 ? 0 : errno;
}

/* mkstemp makes it 0600. */
static int replace(const char *path, const void *bytes, size_t len)
{
    char beside[PATH_MAX];
    int number = 0;

    if ((size_t)snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= sizeof beside)
        return ENAMETOOLONG;
    int fd = mkstemp(beside);
    if (fd < 0)
        return errno;
    number = write_all(fd, bytes, len);
    if (close(fd) < 0 && !number)
        number = errno;
    if (!number && rename(beside, path) < 0)
        number = errno;
    if (number)
        unlink(beside);
    return number;
}

int private_file_replace(const char *path, const void *bytes, size_t len)
{
    char *real = realpath(path, NULL);
    int number = replace(real ? real : path, bytes, len);

    free(real);
    return number;
}
