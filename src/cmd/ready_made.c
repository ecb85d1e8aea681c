/* ready_made.c -- see ready_made.h. */
#include "ready_made.h"

#include "platform.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAIL_MOST = 1 << 30 };      /* a gigabyte: no server takes that much, and /dev/zero gives it */

static bool is_stdin(const char *path)
{
    return strcmp(path, "-") == 0;
}

bool ready_made_is_typed(const char *path)
{
    return path && is_stdin(path) && isatty(STDIN_FILENO);
}

static const char *spoken(const char *path)
{
    return is_stdin(path) ? "standard input" : path;
}

static bool unreadable(const char *path, const char *why, struct outcome *o)
{
    outcome_wrong(o, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "mail", "the mail can't be read from %.300s: %s; nothing was sent", spoken(path), why);
    return false;
}

/* -- the nameless file -------------------------------------------------------------------------------------- */

static int nameless_file(struct outcome *o)
{
    char path[PATH_MAX];
    const char *folder = getenv("TMPDIR");
    bool fits = snprintf(path, sizeof path, "%s/wax-XXXXXX", folder && *folder ? folder : "/tmp") < (int)sizeof path;
    int fd = fits ? mkstemp(path) : -1;

    if (fd < 0) {
        outcome_wrong(o, EXIT_CODE_IO, WAX_E_INPUT, "mail", "no temporary file can be made as %.300s: %s; nothing was sent", path,
                      fits ? strerror(errno) : "the name of the folder is too long");
        return -1;
    }
    unlink(path);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
}

static bool put(int fd, const char *bytes, size_t len, struct outcome *o)
{
    while (len) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno != EINTR) {
            outcome_wrong(o, EXIT_CODE_IO, WAX_E_INPUT, "mail", "the mail can't be kept in a temporary file: %s; nothing was sent",
                          strerror(errno));
            return false;
        }
        bytes += n < 0 ? 0 : n;
        len -= n < 0 ? 0 : (size_t)n;
    }
    return true;
}

/* -- copying ------------------------------------------------------------------------------------------------ */

static bool wait_for_bytes(int fd, const char *path, int64_t deadline_ms, struct outcome *o)
{
    int64_t left = deadline_ms - platform_now_ms();

    if (left > 0 && platform_wait(fd, -1, left < INT_MAX ? (int)left : -1))
        return true;
    outcome_wrong(o, EXIT_CODE_TEMPORARY, WAX_E_TIMEOUT, "mail", "the end of the mail did not come from %.300s in time; nothing was sent",
                  spoken(path));
    return false;
}

static bool copy(int to, int from, const char *path, int64_t deadline_ms, struct outcome *o)
{
    char bytes[16384];
    int64_t size = 0;

    for (;;) {
        if (!wait_for_bytes(from, path, deadline_ms, o))
            return false;
        ssize_t n = read(from, bytes, sizeof bytes);
        if (n == 0)
            return true;
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return unreadable(path, strerror(errno), o);
        if (n > 0 && !put(to, bytes, (size_t)n, o))
            return false;
        size += n > 0 ? n : 0;
        if (size > MAIL_MOST)
            return unreadable(path, "it gives more than a gigabyte", o);
    }
}

static int copy_to_nameless(int from, const char *path, int64_t deadline_ms, struct outcome *o)
{
    int to = nameless_file(o);

    if (to < 0)
        return -1;
    if (ready_made_is_typed(path)) {
        outcome_say("type the mail: its header, an empty line, its text; end with Ctrl-D");
        deadline_ms = INT64_MAX;
    }
    if (copy(to, from, path, deadline_ms, o) && lseek(to, 0, SEEK_SET) == 0)
        return to;
    close(to);
    return -1;
}

int ready_made_open(const char *path, int64_t deadline_ms, struct outcome *o)
{
    struct stat st;
    int fd = is_stdin(path) ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    int copied = -1;

    if (fd < 0 || fstat(fd, &st) < 0)
        unreadable(path, strerror(errno), o);
    else if (S_ISDIR(st.st_mode))
        unreadable(path, "it is a folder; --each sends all mails of one", o);
    else if (S_ISREG(st.st_mode))
        return fd;
    else
        copied = copy_to_nameless(fd, path, deadline_ms, o);
    if (fd >= 0)
        close(fd);
    return copied;
}
