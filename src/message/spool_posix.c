/* spool_posix.c -- see spool.h. */
#include "spool.h"

#include "buf.h"
#include "fail.h"
#include "limit.h"
#include "posix.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first bytes in memory, the rest in the file: a mail is one or the other in the end, but neither is copied into the other. */
struct stored {
    struct buf memory;
    int        fd;              /* -1: all is in memory */
    off_t      start, at;       /* at: from the beginning of all, memory first */
};

static wax_status read_stored(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct stored *st = user;
    size_t kept = buf_len(&st->memory);
    ssize_t got = 0;

    if ((size_t)st->at < kept) {
        got = (ssize_t)(kept - (size_t)st->at < room ? kept - (size_t)st->at : room);
        memcpy(to, buf_data(&st->memory) + st->at, (size_t)got);
    } else if (st->fd >= 0) {
        do
            got = pread(st->fd, to, room, st->start + st->at - (off_t)kept);
        while (got < 0 && errno == EINTR);
    }
    if (got < 0)
        return wax__posix_fail(why, WAX_E_INPUT, "the mail", "given by descriptor", "cannot be read");
    st->at += got;
    *n = (size_t)got;
    return WAX_OK;
}

static wax_status rewind_stored(void *user, wax_error *why)
{
    (void)why;
    ((struct stored *)user)->at = 0;
    return WAX_OK;
}

static void free_stored(void *user)
{
    struct stored *st = user;

    if (st->fd >= 0)
        close(st->fd);
    wax__buf_clear(&st->memory);
    free(st);
}

static struct stored *new_stored(int fd, off_t start)
{
    struct stored *st = calloc(1, sizeof *st);

    if (st)
        *st = (struct stored){ .fd = fd, .start = start };
    return st;
}

wax_source wax__spool_end(struct stored *st)
{
    return (wax_source){ read_stored, rewind_stored, free_stored, st };
}

wax_status wax__stored_source(wax_source *to, int fd, off_t start, wax_error *why)
{
    struct stored *st = new_stored(fd, start);

    if (!st)
        return wax__fail_memory(why, "message");
    *to = wax__spool_end(st);
    return WAX_OK;
}

static const char *folder(void)
{
    const char *named = getenv("TMPDIR");

    return named && *named ? named : "/tmp";
}

/* mkstemp: made anew, for us alone (0600).  Unlinked before a byte of the mail is in it. */
static wax_status open_nameless(struct stored *st, wax_error *why)
{
    char path[4096];

    if ((size_t)snprintf(path, sizeof path, "%s/wax-XXXXXX", folder()) >= sizeof path)
        return wax__fail(why, WAX_E_INPUT, "message", "TMPDIR is too long a path");
    st->fd = mkstemp(path);
    if (st->fd < 0)
        return wax__posix_fail(why, WAX_E_INPUT, "a file in", folder(), "to keep the mail in cannot be made");
    unlink(path);
    fcntl(st->fd, F_SETFD, FD_CLOEXEC);
    return WAX_OK;
}

static wax_status write_all(int fd, const uint8_t *p, size_t n, wax_error *why)
{
    while (n) {
        ssize_t wrote = write(fd, p, n);
        if (wrote < 0 && errno != EINTR)
            return wax__posix_fail(why, WAX_E_INPUT, "a file in", folder(), "could not keep the mail");
        p += wrote > 0 ? wrote : 0;
        n -= wrote > 0 ? (size_t)wrote : 0;
    }
    return WAX_OK;
}

struct stored *wax__spool_begin(void)
{
    return new_stored(-1, 0);
}

wax_status wax__spool_put(struct stored *st, const void *p, size_t n, wax_error *why)
{
    wax_status s;

    if (st->fd < 0 && buf_len(&st->memory) + n <= LIMIT_SPOOL_MEMORY)
        return wax__buf_put(&st->memory, p, n) ? WAX_OK : wax__fail_memory(why, "message");
    if (st->fd < 0 && (s = open_nameless(st, why)))
        return s;
    return write_all(st->fd, p, n, why);
}

void wax__spool_drop(struct stored *st)
{
    if (st)
        free_stored(st);
}

/* Some of what comes, waiting for it whether or not the descriptor would. */
static ssize_t read_some(int fd, void *to, size_t room)
{
    for (;;) {
        ssize_t got = read(fd, to, room);
        if (got >= 0 || (errno != EINTR && errno != EAGAIN))
            return got;
        if (errno == EAGAIN)
            poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, -1);
    }
}

struct descriptor { int fd; const char *name; };

static wax_status read_descriptor(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct descriptor *d = user;
    ssize_t got = read_some(d->fd, to, room);

    *n = got < 0 ? 0 : (size_t)got;
    return got < 0 ? wax__posix_fail(why, WAX_E_INPUT, "descriptor", d->name, "cannot be read") : WAX_OK;
}

static wax_status keep_all(struct stored *st, wax_source from, const char *name, wax_error *why)
{
    uint8_t piece[LIMIT_MESSAGE_CHUNK];
    size_t got = 1;
    wax_status s = WAX_OK;

    while (!s && got && !(s = from.read(from.user, piece, sizeof piece, &got, why)))
        s = got > sizeof piece ? wax__fail(why, WAX_E_USAGE, "message", "the source of %s gave more bytes than there was room for", name)
                               : wax__spool_put(st, piece, got, why);
    return s;
}

wax_status wax__spool_source(wax_source *to, wax_source from, const char *name, wax_error *why)
{
    struct stored *st = wax__spool_begin();

    if (!st)
        return wax__fail_memory(why, "message");
    wax_status s = keep_all(st, from, name, why);
    if (s)
        wax__spool_drop(st);
    else
        *to = wax__spool_end(st);
    return s;
}

wax_status wax__spool(wax_source *to, int fd, const char *name, wax_error *why)
{
    struct descriptor d = { fd, name };

    return wax__spool_source(to, (wax_source){ read_descriptor, NULL, NULL, &d }, name, why);
}
