/* account_files_posix.c -- see account_files.h. */
#include "account_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who can write here chooses our server, and a command that we run. */
static const char *fault_of(const struct stat *st)
{
    if (!S_ISREG(st->st_mode))
        return "this is no regular file, so it is not used";
    if (st->st_uid != geteuid() && st->st_uid != 0)
        return "this file belongs to another user, who could put any server and any command there; make it yours (chown)";
    if (st->st_mode & (S_IWGRP | S_IWOTH))
        return "others can write to this file, and could put any server and any command there, so it is not used; chmod go-w mends it";
    return st->st_size > ACCOUNTS_FILE_MOST ? "this file is longer than 256 KiB; is it the right one?" : NULL;
}

static enum account_file_result refuse(const char *path, const char *sentence, accounts_fault_fn *fault, void *user)
{
    const struct place at = { .file = path, .text = "" };

    fault(user, &at, sentence);
    return ACCOUNT_FILE_REFUSED;
}

static bool fill(char *text, size_t *len, int fd, size_t most)
{
    ssize_t n = 1;

    for (*len = 0; n > 0 && *len < most; *len += n > 0 ? (size_t)n : 0)
        n = read(fd, text + *len, most - *len);
    text[*len] = 0;
    return n >= 0;
}

static enum account_file_result take(int fd, const char *path, char **text, size_t *len, accounts_fault_fn *fault, void *user)
{
    struct stat st;
    const char *wrong = fstat(fd, &st) < 0 ? strerror(errno) : fault_of(&st);

    if (wrong)
        return refuse(path, wrong, fault, user);
    if (!(*text = malloc((size_t)st.st_size + 1)))
        return ACCOUNT_FILE_NO_MEMORY;
    if (fill(*text, len, fd, (size_t)st.st_size))
        return ACCOUNT_FILE_READ;
    free(*text);
    return refuse(path, strerror(errno), fault, user);
}

enum account_file_result account_files_read(const char *path, char **text, size_t *len, accounts_fault_fn *fault, void *user)
{
    char sentence[160];

    if (!*path)
        return ACCOUNT_FILE_NONE;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return ACCOUNT_FILE_NONE;
    if (fd < 0) {
        snprintf(sentence, sizeof sentence, "this file can't be opened: %s", strerror(errno));
        return refuse(path, sentence, fault, user);
    }
    enum account_file_result result = take(fd, path, text, len, fault, user);
    close(fd);
    return result;
}

const char *account_files_host_path(void)
{
    const char *named = getenv("WAX_HOST_CONFIG");

    return named ? named : "/etc/wax/config";
}

/* The XDG Base Directory specification: a value that is no absolute path does not count. */
void accounts_user_path(char to[ACCOUNTS_PATH])
{
    const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int n = xdg && *xdg == '/' ? snprintf(to, ACCOUNTS_PATH, "%s/wax/config", xdg) :
            home && *home == '/' ? snprintf(to, ACCOUNTS_PATH, "%s/.config/wax/config", home) : 0;

    if (n <= 0 || n >= ACCOUNTS_PATH)
        *to = 0;
}
