/* sink_store.c -- the folder of mails: NNN.eml, exactly as it arrived, and NNN.json, what was said about it.
 *
 * Knows files and nothing of SMTP beyond the words it writes down.  Promise: a file under its final name is whole; what can't be
 * finished is removed, and the sink's error says why.  A number is taken by whoever creates its .part file, so that several sinks may
 * share a folder. */
#include "sink.h"

#include "fail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

static bool cannot_store(struct conn *c, const char *path, int why)
{
    wax__fail(&c->sink->error, WAX_E_IO, "store", "the mail can't be stored as %s: %s", path, strerror(why));
    return false;
}

static void name_file(const wax_sink *s, unsigned number, const char *ending, char path[PATH_SIZE])
{
    snprintf(path, PATH_SIZE, "%s/%03u.%s", s->folder, number, ending);
}

wax_status wax__sink_store_open(wax_sink *s)
{
    unsigned number;

    s->next_letter = 1;
    if (!s->folder)
        return WAX_OK;
    if (strlen(s->folder) > PATH_SIZE - 64)
        return wax__fail(&s->error, WAX_E_USAGE, "open", "the folder's name is too long: %s", s->folder);
    if (mkdir(s->folder, 0777) != 0 && errno != EEXIST)
        return wax__fail(&s->error, WAX_E_IO, "open", "the folder %s can't be made: %s", s->folder, strerror(errno));
    DIR *d = opendir(s->folder);
    if (!d)
        return wax__fail(&s->error, WAX_E_IO, "open", "the folder %s can't be read: %s", s->folder, strerror(errno));
    for (struct dirent *entry; (entry = readdir(d)) != NULL;)
        if (sscanf(entry->d_name, "%u.", &number) == 1 && number >= s->next_letter)
            s->next_letter = number + 1;
    closedir(d);
    return WAX_OK;
}

bool wax__sink_letter_begin(struct conn *c)
{
    wax_sink *s = c->sink;
    struct letter *l = &c->mail.letter;
    char part[PATH_SIZE], final[PATH_SIZE];

    for (;;) {
        l->number = s->next_letter++;
        name_file(s, l->number, "eml.part", part);
        name_file(s, l->number, "eml", final);
        l->fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (l->fd < 0 && errno != EEXIST)
            return cannot_store(c, final, errno);
        if (l->fd >= 0 && access(final, F_OK) != 0)
            return true;
        wax__sink_letter_drop(c);           /* another sink has had this number */
    }
}

static bool write_all(int fd, const char *p, size_t len)
{
    while (len) {
        ssize_t n = write(fd, p, len);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0)
            p += n, len -= (size_t)n;
    }
    return true;
}

void wax__sink_letter_drop(struct conn *c)
{
    char part[PATH_SIZE];
    struct letter *l = &c->mail.letter;

    if (l->fd < 0)
        return;
    close(l->fd);
    l->fd = -1;
    name_file(c->sink, l->number, "eml.part", part);
    unlink(part);
}

bool wax__sink_letter_put(struct conn *c, const void *p, size_t len)
{
    char path[PATH_SIZE];

    if (write_all(c->mail.letter.fd, p, len))
        return true;
    int why = errno;
    name_file(c->sink, c->mail.letter.number, "eml", path);
    wax__sink_letter_drop(c);
    return cannot_store(c, path, why);
}

/* -- what was said about it ----------------------------------------------------------------------------------- */

/* RFC 8259 s.7; what is no UTF-8 becomes U+FFFD, for JSON can't hold it. */
static bool put_string(struct buf *to, const char *text)
{
    size_t left = strlen(text);
    bool good = wax__buf_puts(to, "\"");

    while (good && left) {
        size_t n = wax__text_utf8_len(text, left);
        if (n == 0)
            good = wax__buf_puts(to, "\\ufffd");
        else if (*text == '"' || *text == '\\')
            good = wax__buf_putf(to, "\\%c", *text);
        else if ((unsigned char)*text < ' ')
            good = wax__buf_putf(to, "\\u%04x", (unsigned)*text);
        else
            good = wax__buf_put(to, text, n);
        text += n ? n : 1;
        left -= n ? n : 1;
    }
    return good && wax__buf_puts(to, "\"");
}

static bool put_member(struct buf *to, const char *key, const char *text)
{
    return wax__buf_putf(to, "  \"%s\": ", key) && (*text ? put_string(to, text) : wax__buf_puts(to, "null")) && wax__buf_puts(to, ",\n");
}

static bool put_path(struct buf *to, const char *address, const char *parameters)
{
    return wax__buf_puts(to, "{ \"address\": ") && put_string(to, address) && wax__buf_puts(to, ", \"parameters\": ") &&
           put_string(to, parameters) && wax__buf_puts(to, " }");
}

static bool put_envelope(struct buf *to, const struct mail *m)
{
    const char *p = (const char *)buf_data(&m->envelope);
    bool good = true;

    for (unsigned i = 0; good && i <= m->recipients; i++) {
        const char *parameters = p + strlen(p) + 1;
        good = wax__buf_puts(to, i == 0 ? "  \"from\": " : i == 1 ? ",\n  \"to\": [\n    " : ",\n    ") && put_path(to, p, parameters);
        p = parameters + strlen(parameters) + 1;
    }
    return good && wax__buf_puts(to, "\n  ],\n");
}

static bool put_tls(struct buf *to, const wax_tls_info *info)
{
    if (!info)
        return wax__buf_puts(to, "  \"tls\": null,\n");
    return wax__buf_puts(to, "  \"tls\": { \"version\": ") && put_string(to, info->version) && wax__buf_puts(to, ", \"cipher\": ") &&
           put_string(to, info->cipher) && wax__buf_puts(to, " },\n");
}

static bool describe(struct buf *to, const struct conn *c)
{
    return wax__buf_puts(to, "{\n") && put_member(to, "helo", c->session.helo) && put_tls(to, wax_stream_info(c->stream)) &&
           put_member(to, "user", c->session.user) && put_envelope(to, &c->mail) &&
           put_member(to, "framing", c->mail.is_chunked ? "BDAT" : "DATA") &&
           wax__buf_putf(to, "  \"size\": %llu\n}\n", (unsigned long long)c->mail.size);
}

static bool write_new(const char *path, const struct buf *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (fd < 0)
        return false;
    bool good = write_all(fd, (const char *)buf_data(text), buf_len(text));
    int why = errno;
    if (close(fd) != 0 && good)
        return false;
    errno = why;
    return good;
}

/* -- under their final names ---------------------------------------------------------------------------------- */

static bool write_description(const struct conn *c, const char *part)
{
    struct buf text = { 0 };
    bool good = describe(&text, c) && write_new(part, &text);

    wax__buf_clear(&text);
    return good;
}

/* The description first: whoever sees a mail finds it described. */
static bool publish(const char *json_part, const char *json, const char *eml_part, const char *eml)
{
    if (rename(json_part, json) != 0)
        return false;
    if (rename(eml_part, eml) == 0)
        return true;
    int why = errno;
    unlink(json);
    errno = why;
    return false;
}

bool wax__sink_letter_finish(struct conn *c)
{
    struct letter *l = &c->mail.letter;
    char json_part[PATH_SIZE], json[PATH_SIZE], eml_part[PATH_SIZE], eml[PATH_SIZE];

    name_file(c->sink, l->number, "json.part", json_part);
    name_file(c->sink, l->number, "json", json);
    name_file(c->sink, l->number, "eml.part", eml_part);
    name_file(c->sink, l->number, "eml", eml);
    bool good = close(l->fd) == 0;
    l->fd = -1;
    good = good && write_description(c, json_part) && publish(json_part, json, eml_part, eml);
    int why = errno;
    if (good)
        return true;
    unlink(json_part);
    unlink(eml_part);
    return cannot_store(c, eml, why);
}
