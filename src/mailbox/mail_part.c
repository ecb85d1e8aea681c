/* mail_part.c -- see mail_part.h. */
#include "mail_part.h"

#include "fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More ">" than this before a "From " make a line that no mail may hold (RFC 5322 s.2.1.1): whether one of them is ours does not matter any more. */
enum { AHEAD = 1024, ROOM = 4096 };

struct mail_part {
    struct mail_file *file, own;        /* own: of a folder, where each mail is a file */
    bool              is_quoted;        /* as an mbox does it */
    off_t             begin, end, at;   /* at: of what was read from the file */
    bool              is_start, is_over;    /* of a line; all was given */
    size_t            from, to;         /* what was read and not given yet */
    char              bytes[ROOM];
};

/* Enough that the quotes of a line can be seen whole, or all there is. */
static wax_status fill(struct mail_part *p, wax_error *why)
{
    size_t n = 1;
    wax_status s = WAX_OK;

    if (p->to - p->from >= AHEAD || p->at == p->end)
        return WAX_OK;
    memmove(p->bytes, p->bytes + p->from, p->to - p->from);
    p->to -= p->from;
    p->from = 0;
    while (!s && n && p->to < ROOM && p->at < p->end) {
        size_t left = (size_t)(p->end - p->at) < ROOM - p->to ? (size_t)(p->end - p->at) : ROOM - p->to;
        s = mail_file_read(p->file, p->bytes + p->to, left, p->at, &n, why);
        p->to += n;
        p->at += (off_t)n;
    }
    return s || n ? s : wax__fail(why, WAX_E_INPUT, "file", "%.300s became shorter while it was read", p->file->name);
}

/* mboxrd: of the lines that begin with any number of ">" and "From ", each was given one ">" when it came into the mailbox. */
static bool has_quote(const struct mail_part *p)
{
    size_t at = p->from;

    while (at < p->to && p->bytes[at] == '>')
        at++;
    return p->is_quoted && p->is_start && at > p->from && p->to - at >= 5 && memcmp(p->bytes + at, "From ", 5) == 0;
}

/* A line, or what of it there is room for. */
static size_t give(struct mail_part *p, char *to, size_t room)
{
    p->from += has_quote(p);
    const char *line = p->bytes + p->from;
    size_t most = p->to - p->from < room ? p->to - p->from : room;
    const char *lf = memchr(line, '\n', most);
    size_t n = lf ? (size_t)(lf + 1 - line) : most;

    memcpy(to, line, n);
    p->from += n;
    p->is_start = lf;
    return n;
}

static wax_status read_part(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct mail_part *p = user;
    wax_status s = WAX_OK;

    *n = 0;
    if (p->is_over)
        return WAX_OK;
    if (p->at == p->begin && p->from == p->to && (s = mail_file_open(p->file, why)))
        return s;
    if (p->file == &p->own)
        p->end = p->own.first.st_size;
    while (*n < room && !(s = fill(p, why)) && p->from < p->to)
        *n += give(p, (char *)to + *n, room - *n);
    if (s || *n || !room)
        return s;
    p->is_over = true;
    return mail_file_end(p->file, why);
}

static wax_status rewind_part(void *user, wax_error *why)
{
    struct mail_part *p = user;

    (void)why;
    mail_file_close(p->file);
    p->at = p->begin;
    p->from = p->to = 0;
    p->is_start = true;
    p->is_over = false;
    return WAX_OK;
}

static void free_part(void *user)
{
    struct mail_part *p = user;

    mail_file_close(p->file);
    free(p);
}

static wax_status begin(wax_source *to, struct mail_part **part, wax_error *why)
{
    struct mail_part *p = *part = malloc(sizeof *p);

    if (!p)
        return wax__fail_memory(why, "mail");
    p->file = &p->own;
    p->own.folder = p->own.fd = -1;
    p->own.is_known = p->is_quoted = false;
    p->begin = p->end = p->at = 0;
    rewind_part(p, why);
    *to = (wax_source){ read_part, rewind_part, free_part, p };
    return WAX_OK;
}

wax_status mail_part_of_mbox(wax_source *to, struct mail_file *file, off_t from, off_t end, wax_error *why)
{
    struct mail_part *p;

    if (begin(to, &p, why))
        return why->status;
    p->file = file;
    p->is_quoted = true;
    p->begin = p->at = from;
    p->end = end;
    return WAX_OK;
}

wax_status mail_part_of_folder(wax_source *to, int folder, const char *name, wax_error *why)
{
    struct mail_part *p;

    if (begin(to, &p, why))
        return why->status;
    p->own.folder = folder;
    snprintf(p->own.name, sizeof p->own.name, "%s", name);
    return WAX_OK;
}
