/* password.c -- see password.h: one line, kept once; and the two sources that run nothing. */
#include "password.h"

#include "fail.h"
#include "limit.h"
#include "patience.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void password_clear(struct password *p)
{
    wax__secret_clear(&p->kept);
    free(p->user);
    *p = (struct password){ 0 };
}

static bool refuse(struct password *p, const char *source, const char *what, wax_error *why)
{
    password_clear(p);
    wax__fail(why, WAX_E_INPUT, "password", "the password from %.200s %s", source, what);
    return false;
}

/* Room for the longest, of which only what is written becomes memory. */
static bool make_room(struct password *p, wax_error *why)
{
    if (p->kept.bytes)
        return true;
    if (!wax__secret_room(&p->kept, LIMIT_SECRET)) {
        wax__fail_memory(why, "password");
        return false;
    }
    p->kept.len = 0;
    return true;
}

bool password_add(struct password *p, const char *bytes, size_t len, const char *source, wax_error *why)
{
    const char *end = memchr(bytes, '\n', len);
    size_t n = end ? (size_t)(end - bytes) : len;

    if (p->is_whole)
        return true;
    if (!make_room(p, why))
        return false;
    if (n > LIMIT_SECRET - p->kept.len)
        return refuse(p, source, "is a line of more than 64 KiB; is it the right one?", why);
    if (memchr(bytes, 0, n))
        return refuse(p, source, "holds a NUL byte, which no login can carry", why);
    memcpy(p->kept.bytes + p->kept.len, bytes, n);
    p->kept.len += n;
    p->kept.bytes[p->kept.len] = 0;
    p->is_whole = end != NULL;
    return true;
}

bool password_end(struct password *p, const char *source, wax_error *why)
{
    struct secret *kept = &p->kept;

    if (kept->len && kept->bytes[kept->len - 1] == '\r')
        kept->bytes[--kept->len] = 0;
    if (kept->len == 0)
        return refuse(p, source, "is empty: its first line must be the password", why);
    return true;
}

void password_from_environment(struct password *p, wax_error *why)
{
    char *value = getenv("WAX_PASSWORD");
    size_t len = value ? strlen(value) : 0;

    if (!value)
        return;
    if (len && password_add(p, value, len, "WAX_PASSWORD", why))
        password_end(p, "WAX_PASSWORD", why);
    wax__wipe(value, len);          /* /proc/PID/environ shows these very bytes */
    unsetenv("WAX_PASSWORD");
}

static void warn_if_shared(struct password *p, const char *path, const struct stat *st)
{
    if (S_ISREG(st->st_mode) && (st->st_mode & S_IROTH))
        snprintf(p->warning, sizeof p->warning, "warning: everyone on this machine can read the password in %.200s; chmod 600 is safer", path);
}

static bool read_line(struct password *p, int fd, const char *path, int64_t deadline_ms, wax_error *why)
{
    char bytes[4096];
    ssize_t n = 1;
    bool is_fine = true;

    while (n > 0 && is_fine && !p->is_whole) {
        if (!patience_readable(fd, deadline_ms)) {
            wax__fail(why, WAX_E_TIMEOUT, "password", "no password came from %.200s in time; nothing was sent", path);
            return false;
        }
        n = read(fd, bytes, sizeof bytes);
        is_fine = n >= 0 && password_add(p, bytes, (size_t)n, path, why);
        wax__wipe(bytes, sizeof bytes);
    }
    if (n < 0)
        wax__fail(why, WAX_E_INPUT, "password", "%.200s can't be read: %s", path, strerror(errno));
    return is_fine;
}

void password_from_file(struct password *p, const char *path, int64_t deadline_ms, wax_error *why)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &st) < 0) {
        wax__fail(why, WAX_E_INPUT, "password", "the password file %.200s can't be opened: %s", path, strerror(errno));
    } else {
        warn_if_shared(p, path, &st);
        if (read_line(p, fd, path, deadline_ms, why))
            password_end(p, path, why);
    }
    if (fd >= 0)
        close(fd);
}
