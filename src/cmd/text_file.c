/* text_file.c -- see text_file.h. */
#include "text_file.h"

#include "ready_made.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MOST = 16 << 20 };      /* no reader shows that much; a larger one is a file to attach */

static char *wrong(const char *path, const char *why, struct outcome *o)
{
    outcome_wrong(o, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "mail", "the text can't be read from %.300s: %s; nothing was sent", path, why);
    return NULL;
}

/* `len` bytes, of a file that may have shrunk meanwhile. */
static bool read_all(int fd, char *to, size_t len, size_t *got)
{
    ssize_t n = 1;

    for (*got = 0; *got < len && n; *got += n > 0 ? (size_t)n : 0) {
        n = read(fd, to + *got, len - *got);
        if (n < 0 && errno != EINTR)
            return false;
    }
    return true;
}

static char *read_text(int fd, size_t len, const char *path, struct outcome *o)
{
    char *text = malloc(len + 1);
    size_t got;
    const char *why = NULL;

    if (!text) {
        outcome_no_memory(o);
        return NULL;
    }
    if (!read_all(fd, text, len, &got))
        why = strerror(errno);
    else if (memchr(text, 0, got))
        why = "it holds a NUL byte, and so is no text; --attach sends any file";
    if (why) {
        free(text);
        return wrong(path, why, o);
    }
    text[got] = 0;
    return text;
}

char *text_file_read(const char *path, int64_t deadline_ms, struct outcome *o)
{
    struct stat st;
    int fd = ready_made_open(path, deadline_ms, o);
    char *text = NULL;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) < 0)
        wrong(path, strerror(errno), o);
    else if (st.st_size > TEXT_MOST)
        wrong(path, "it is larger than 16 MB; --attach sends a file of any size", o);
    else
        text = read_text(fd, (size_t)st.st_size, path, o);
    close(fd);
    return text;
}
