/* file_posix.c -- file_source.h for a path, on a POSIX system. */
#include "file_source.h"

#include "fail.h"
#include "posix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
    int         fd;             /* -1: not open */
    bool        is_at_end, is_known;
    struct stat first;          /* as it was when it was opened first */
    char        path[];
};

/* The size was declared after an earlier reading (RFC 1870), and signatures will have been made: it must be the same file still. */
static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
        && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static wax_status has_changed(const struct file *f, wax_error *why)
{
    return wax__fail(why, WAX_E_INPUT, "file", "the file %s was changed while it was being sent; send it again", f->path);
}

static wax_status check_opened(struct file *f, wax_error *why)
{
    struct stat now;

    if (fstat(f->fd, &now))
        return wax__posix_fail(why, WAX_E_INPUT, "the file", f->path, "cannot be examined");
    if (!S_ISREG(now.st_mode))
        return wax__fail(why, WAX_E_INPUT, "file", "%s is not a regular file, and only those can be read twice", f->path);
    if (f->is_known && !is_same(&f->first, &now))
        return has_changed(f, why);
    f->first = now;
    f->is_known = true;
    return WAX_OK;
}

static void close_file(struct file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    f->fd = -1;
}

/* O_NONBLOCK: opening a FIFO that nobody writes to must not wait; on a regular file it says nothing. */
static wax_status open_file(struct file *f, wax_error *why)
{
    f->fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (f->fd < 0)
        return wax__posix_fail(why, WAX_E_INPUT, "the file", f->path, "cannot be opened");
    wax_status s = check_opened(f, why);
    if (s)
        close_file(f);
    return s;
}

/* Cut short or written on while it was read: its end is not the end that was meant. */
static wax_status end_file(struct file *f, wax_error *why)
{
    struct stat now;
    bool is_whole = fstat(f->fd, &now) == 0 && is_same(&f->first, &now);

    f->is_at_end = true;
    close_file(f);
    return is_whole ? WAX_OK : has_changed(f, why);
}

static wax_status read_file(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct file *f = user;
    wax_status s;
    ssize_t got;

    *n = 0;
    if (f->is_at_end)
        return WAX_OK;
    if (f->fd < 0 && (s = open_file(f, why)))
        return s;
    do
        got = read(f->fd, to, room);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return wax__posix_fail(why, WAX_E_INPUT, "the file", f->path, "cannot be read");
    *n = (size_t)got;
    return got == 0 && room ? end_file(f, why) : WAX_OK;
}

static wax_status rewind_file(void *user, wax_error *why)
{
    struct file *f = user;

    (void)why;
    close_file(f);
    f->is_at_end = false;
    return WAX_OK;
}

static void free_file(void *user)
{
    close_file(user);
    free(user);
}

wax_status wax__file_source(wax_source *to, const char *path, wax_error *why)
{
    size_t len = strlen(path);
    struct file *f = calloc(1, sizeof *f + len + 1);

    if (!f)
        return wax__fail_memory(why, "message");
    f->fd = -1;
    memcpy(f->path, path, len + 1);
    *to = (wax_source){ read_file, rewind_file, free_file, f };
    return WAX_OK;
}
