/* each_dry_run.c -- see each_dry_run.h. */
#include "each_dry_run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGITS_LEAST = 6, DIGITS_MOST = 19 };

static void cannot_write(const char *path, const char *why, struct outcome *o)
{
    outcome_wrong(o, EXIT_CODE_IO, WAX_E_INPUT, "dry-run", "%.300s can't be written: %s; nothing was sent", path, why);
}

static int digits_of(int64_t n)
{
    int digits = 1;

    for (; n > 9; n /= 10)
        digits++;
    return digits < DIGITS_LEAST ? DIGITS_LEAST : digits;
}

static FILE *open_new(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

    if (fd >= 0 && !file)
        close(fd);
    return file;
}

static bool copy(FILE *to, const wax_source *from, const char *path, struct outcome *o)
{
    char bytes[16384];
    size_t n = 1;
    wax_error why = { 0 };

    while (n && !from->read(from->user, bytes, sizeof bytes, &n, &why))
        if (fwrite(bytes, 1, n, to) != n) {
            cannot_write(path, strerror(errno), o);
            return false;
        }
    outcome_failed(o, &why);
    return !why.status;
}

static void write_mail(wax_message *m, const char *path, struct outcome *o)
{
    wax_source source;
    FILE *to = open_new(path);

    if (!to) {
        cannot_write(path, strerror(errno), o);
        return;
    }
    if (wax_message_open(m, &source))
        outcome_failed(o, wax_message_error(m));
    else {
        copy(to, &source, path, o);
        source.free(source.user);
    }
    if (fclose(to) != 0 && !outcome_is_wrong(o))
        cannot_write(path, strerror(errno), o);
}

static bool make_folder(const char *folder, struct outcome *o)
{
    struct stat st;

    if (mkdir(folder, 0700) == 0 || (errno == EEXIST && stat(folder, &st) == 0 && S_ISDIR(st.st_mode)))
        return true;
    cannot_write(folder, errno == EEXIST ? "it is no folder" : strerror(errno), o);
    return false;
}

static void write_next(struct each_mails *mails, const char *folder, int digits, struct outcome *o)
{
    char path[PATH_MAX];
    int64_t row;
    wax_message *m = each_mails_next(mails, &row, o);

    if (!m)
        return;
    if (snprintf(path, sizeof path, "%s/%0*lld.eml", folder, digits, (long long)row) < (int)sizeof path)
        write_mail(m, path, o);
    else
        cannot_write(folder, "its name is too long", o);
    wax_message_free(m);
}

void each_dry_run(struct each_mails *mails, int64_t n, const char *folder, struct outcome *o)
{
    if (!make_folder(folder, o))
        return;
    for (int64_t i = 0; i < n && !outcome_is_wrong(o); i++)
        write_next(mails, folder, digits_of(n), o);
    o->row = 0;
    o->mail = NULL;
}
