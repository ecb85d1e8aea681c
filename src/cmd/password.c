/* password.c -- see password.h: one line, kept once; and the two sources that run nothing. */
#include "password.h"

#include "platform.h"

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
    if (p->text)
        platform_wipe(p->text, p->len + 1);
    free(p->text);
    *p = (struct password){ 0 };
}

static bool refuse(struct password *p, const char *source, const char *why, struct outcome *o)
{
    password_clear(p);
    outcome_wrong(o, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "password", "the password from %.200s %s", source, why);
    return false;
}

bool password_add(struct password *p, const char *bytes, size_t len, const char *source, struct outcome *o)
{
    const char *end = memchr(bytes, '\n', len);
    size_t n = end ? (size_t)(end - bytes) : len;

    if (p->is_whole)
        return true;
    if (!p->text && !(p->text = malloc(PASSWORD_MOST + 1))) {
        outcome_no_memory(o);
        return false;
    }
    if (n > PASSWORD_MOST - p->len)
        return refuse(p, source, "is a line of more than 64 KiB; is it the right one?", o);
    if (memchr(bytes, 0, n))
        return refuse(p, source, "holds a NUL byte, which no login can carry", o);
    memcpy(p->text + p->len, bytes, n);
    p->len += n;
    p->text[p->len] = 0;
    p->is_whole = end != NULL;
    return true;
}

bool password_end(struct password *p, const char *source, struct outcome *o)
{
    if (p->len && p->text[p->len - 1] == '\r')
        p->text[--p->len] = 0;
    if (p->len == 0)
        return refuse(p, source, "is empty: its first line must be the password", o);
    return true;
}

void password_from_environment(struct password *p, struct outcome *o)
{
    char *value = getenv("WAX_PASSWORD");
    size_t len = value ? strlen(value) : 0;

    if (!value)
        return;
    if (len && password_add(p, value, len, "WAX_PASSWORD", o))
        password_end(p, "WAX_PASSWORD", o);
    platform_wipe(value, len);      /* /proc/PID/environ shows these very bytes */
    unsetenv("WAX_PASSWORD");
}

static void warn_if_shared(const char *path, const struct stat *st)
{
    char text[PATH_MAX];

    if (!S_ISREG(st->st_mode) || !(st->st_mode & S_IROTH))
        return;
    snprintf(text, sizeof text, "warning: everyone on this machine can read the password in %.300s; chmod 600 is safer", path);
    outcome_say(text);
}

static bool read_line(struct password *p, int fd, const char *path, int64_t deadline_ms, struct outcome *o)
{
    char bytes[4096];
    ssize_t n = 1;
    bool is_fine = true;

    while (n > 0 && is_fine && !p->is_whole) {
        int64_t left = deadline_ms - platform_now_ms();
        if (left <= 0 || !platform_wait(fd, -1, left < INT_MAX ? (int)left : INT_MAX)) {
            outcome_wrong(o, EXIT_CODE_TEMPORARY, WAX_E_TIMEOUT, "password", "no password came from %.200s in time; nothing was sent", path);
            return false;
        }
        n = read(fd, bytes, sizeof bytes);
        is_fine = n >= 0 && password_add(p, bytes, (size_t)n, path, o);
        platform_wipe(bytes, sizeof bytes);
    }
    if (n < 0)
        outcome_wrong(o, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "password", "%.200s can't be read: %s", path, strerror(errno));
    return is_fine;
}

void password_from_file(struct password *p, const char *path, int64_t deadline_ms, struct outcome *o)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &st) < 0) {
        outcome_wrong(o, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "password", "the password file %.200s can't be opened: %s", path, strerror(errno));
    } else {
        warn_if_shared(path, &st);
        if (read_line(p, fd, path, deadline_ms, o))
            password_end(p, path, o);
    }
    if (fd >= 0)
        close(fd);
}
