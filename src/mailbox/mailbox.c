/* mailbox.c -- see mailbox.h: which mail is whose turn; how each kind keeps them is its own file's to know. */
#include "mailbox.h"

#include "fail.h"
#include "mail_names.h"
#include "mail_part.h"
#include "mbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct mailbox {
    int               folder;       /* -1: it is an mbox */
    struct mail_names names;
    struct mbox      *mbox;         /* NULL: it is a folder */
    int64_t           number;       /* of the mail whose turn it is */
    off_t             begin, end;   /* where it lies in the mbox */
};

enum mailbox_kind mailbox_kind_of(const char *word)
{
    return strcmp(word, "folder") == 0 ? MAILBOX_FOLDER : strcmp(word, "mbox") == 0 ? MAILBOX_MBOX : MAILBOX_NONE;
}

enum mailbox_kind mailbox_kind_of_path(const char *path)
{
    const char *dot = strrchr(path, '.');
    struct stat st;

    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return MAILBOX_FOLDER;
    return dot && strcasecmp(dot, ".mbox") == 0 ? MAILBOX_MBOX : MAILBOX_NONE;
}

static struct mailbox *new_mailbox(wax_error *why)
{
    struct mailbox *b = calloc(1, sizeof *b);

    if (b)
        b->folder = -1;
    else
        wax__fail_memory(why, "file");
    return b;
}

static wax_status open_folder(struct mailbox *b, const char *path, wax_error *why)
{
    b->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (b->folder < 0)
        return wax__fail(why, WAX_E_INPUT, "file", "the folder %.300s can't be read: %s; nothing was sent", path, strerror(errno));
    return mail_names_read(&b->names, b->folder, path, why);
}

struct mailbox *mailbox_of_folder(const char *path, wax_error *why)
{
    struct mailbox *b = new_mailbox(why);

    if (!b || !open_folder(b, path, why))
        return b;
    mailbox_free(b);
    return NULL;
}

static wax_status open_mbox(struct mailbox *b, int fd, const char *name, wax_error *why)
{
    struct mail_file *file = &b->mbox->file;

    file->folder = -1;
    file->fd = fd;
    snprintf(file->name, sizeof file->name, "%s", name);
    mbox_begin(b->mbox);
    return mail_file_open(file, why);
}

struct mailbox *mailbox_of_mbox(int fd, const char *name, wax_error *why)
{
    struct mailbox *b = new_mailbox(why);

    if (b && !(b->mbox = calloc(1, sizeof *b->mbox)))
        wax__fail_memory(why, "file");
    if (b && b->mbox && !open_mbox(b, fd, name, why))
        return b;
    if (!b || !b->mbox)
        close(fd);
    mailbox_free(b);
    return NULL;
}

void mailbox_free(struct mailbox *b)
{
    if (!b)
        return;
    if (b->mbox)
        close(b->mbox->file.fd);
    free(b->mbox);
    if (b->folder >= 0)
        close(b->folder);
    mail_names_clear(&b->names);
    free(b);
}

wax_status mailbox_next(struct mailbox *b, int64_t *n, wax_error *why)
{
    bool is_end = false;
    wax_status s = b->mbox ? mbox_next(b->mbox, &b->begin, &b->end, &is_end, why) : WAX_OK;

    if (!b->mbox)
        is_end = (size_t)b->number >= b->names.n;
    if (!s && !is_end)
        b->number++;
    *n = s || is_end ? 0 : b->number;
    return s;
}

void mailbox_rewind(struct mailbox *b)
{
    b->number = 0;
    if (b->mbox)
        mbox_begin(b->mbox);
}

const char *mailbox_name(const struct mailbox *b, int64_t n)
{
    return b->mbox || n < 1 || (size_t)n > b->names.n ? "" : b->names.at[n - 1];
}

wax_status mailbox_open(struct mailbox *b, wax_source *to, wax_error *why)
{
    if (b->mbox)
        return mail_part_of_mbox(to, &b->mbox->file, b->begin, b->end, why);
    return mail_part_of_folder(to, b->folder, b->names.at[b->number - 1], why);
}
