/* mail_file_posix.c -- see mail_file.h. */
#include "mail_file.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static wax_status unreadable(const struct mail_file *f, const char *reason, wax_error *why)
{
    return wax__fail(why, WAX_E_INPUT, "file", "%.300s can't be read: %s; nothing of it was sent", f->name, reason);
}

/* Its mails were found, and their envelopes read, at an earlier reading: another file's bytes must not go to those. */
static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
        && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static wax_status look(struct mail_file *f, wax_error *why)
{
    struct stat now;

    if (fstat(f->fd, &now))
        return unreadable(f, strerror(errno), why);
    if (!S_ISREG(now.st_mode))
        return unreadable(f, "it is no regular file", why);
    if (f->is_known && !is_same(&f->first, &now))
        return wax__fail(why, WAX_E_INPUT, "file", "%.300s was changed while it was at work; send a copy of it that nobody writes to", f->name);
    f->first = now;
    f->is_known = true;
    return WAX_OK;
}

/* O_NONBLOCK: opening a FIFO that nobody writes to must not wait; on a regular file it says nothing. */
static wax_status reach(struct mail_file *f, wax_error *why)
{
    f->fd = openat(f->folder, f->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
    if (f->fd >= 0)
        return WAX_OK;
    return unreadable(f, errno == ELOOP ? "it is a symbolic link, and none is followed out of a folder of mails" : strerror(errno), why);
}

wax_status mail_file_open(struct mail_file *f, wax_error *why)
{
    wax_status s = f->fd < 0 ? reach(f, why) : WAX_OK;

    if (!s && (s = look(f, why)))
        mail_file_close(f);
    return s;
}

wax_status mail_file_read(struct mail_file *f, void *to, size_t room, off_t at, size_t *n, wax_error *why)
{
    ssize_t got;

    do
        got = pread(f->fd, to, room, at);
    while (got < 0 && errno == EINTR);
    *n = got < 0 ? 0 : (size_t)got;
    return got < 0 ? unreadable(f, strerror(errno), why) : WAX_OK;
}

wax_status mail_file_end(struct mail_file *f, wax_error *why)
{
    wax_status s = look(f, why);

    mail_file_close(f);
    return s;
}

void mail_file_close(struct mail_file *f)
{
    if (f->folder < 0 || f->fd < 0)
        return;
    close(f->fd);
    f->fd = -1;
}
