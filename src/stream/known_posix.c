/* known_posix.c -- see known.h: the file, its lock and its rights. */
#include "known.h"

#include "fail.h"
#include "pin.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static wax_status fail_file(const struct acquaintance *a, const char *doing, wax_error *why)
{
    return wax__fail(why, WAX_E_USAGE, "tls", "the known servers \"%.200s\" can't be %s: %s", a->path, doing, strerror(errno));
}

/* What others may write proves nothing. */
static wax_status check_rights(const struct acquaintance *a, int fd, wax_error *why)
{
    struct stat st;

    if (fstat(fd, &st))
        return fail_file(a, "read", why);
    if (!(st.st_mode & (S_IWGRP | S_IWOTH)))
        return WAX_OK;
    return wax__fail(why, WAX_E_USAGE, "tls", "the known servers \"%.200s\" may be written by others than their owner: chmod go-w", a->path);
}

static wax_status read_from(const struct acquaintance *a, int fd, wax_error *why)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    FILE *f = copy < 0 ? NULL : fdopen(copy, "r");

    if (!f) {
        fail_file(a, "read", why);
        if (copy >= 0)
            close(copy);
        return why->status;
    }
    wax_status status = wax__known_read(a, f, why);
    if (status == WAX_AGAIN && ferror(f))
        status = fail_file(a, "read", why);         /* what could not be read is not unknown */
    fclose(f);
    return status;
}

wax_status wax__known_find(const struct acquaintance *a, wax_error *why)
{
    int fd = open(a->path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return errno == ENOENT ? WAX_AGAIN : fail_file(a, "read", why);
    wax_status status = check_rights(a, fd, why);
    if (!status)
        status = read_from(a, fd, why);
    close(fd);
    return status;
}

/* In one write, and wholly or not at all. */
static wax_status append(const struct acquaintance *a, int fd, wax_error *why)
{
    char line[400], pin[PIN_TEXT];
    off_t end = lseek(fd, 0, SEEK_END);

    wax__pin_text(pin, &a->key);
    int len = snprintf(line, sizeof line, "%s %s\n", a->name, pin);
    if (end >= 0 && write(fd, line, (size_t)len) == len && fsync(fd) == 0)
        return WAX_OK;
    fail_file(a, "written", why);
    if (end >= 0 && ftruncate(fd, end))
        return why->status;         /* half a line stays, which no reader takes for one */
    return why->status;
}

/* Held for as long as it takes to read the file and to write a line. */
static wax_status record(const struct acquaintance *a, int fd, wax_error *why)
{
    while (flock(fd, LOCK_EX))
        if (errno != EINTR)
            return fail_file(a, "locked", why);
    wax_status status = check_rights(a, fd, why);
    if (!status)
        status = read_from(a, fd, why);
    return status == WAX_AGAIN ? append(a, fd, why) : status;
}

wax_status wax__known_record(const struct acquaintance *a, wax_error *why)
{
    int fd = open(a->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (fd < 0)
        return fail_file(a, "written", why);
    wax_status status = record(a, fd, why);
    close(fd);
    return status;
}
