#include "alloc_fail.h"
#include "mail_digest.h"
#include "mailbox.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAIL "A: b\n\nc\n"

static char digest[MAIL_DIGEST_LEN + 1];

static wax_status look(struct mailbox *b, wax_error *why)
{
    wax_source from;
    int64_t n;

    if (mailbox_next(b, &n, why) || mailbox_open(b, &from, why))
        return why->status;
    mail_digest(from, digest, why);
    from.free(from.user);
    return why->status;
}

static struct mailbox *an_mbox(wax_error *why)
{
    FILE *file = tmpfile();
    int fd = dup(fileno(file));

    fputs("From x 00:00\n" MAIL "\n", file);
    fclose(file);
    return mailbox_of_mbox(fd, "in.mbox", why);
}

static char folder[] = "/tmp/wax-mailbox-XXXXXX";

static struct mailbox *a_folder(wax_error *why)
{
    return mailbox_of_folder(folder, why);
}

/* Every allocation fails in turn: the mail is whole, or it is said that memory was used up. */
static void starve(struct mailbox *open(wax_error *))
{
    char whole[MAIL_DIGEST_LEN + 1] = "";
    bool has_failed = true;

    for (long n = -1; n < 0 || has_failed; n++) {
        wax_error why = { 0 };
        *digest = 0;
        if (n >= 0)
            alloc_fail_after(n);
        struct mailbox *b = open(&why);
        if (b)
            look(b, &why);
        mailbox_free(b);
        has_failed = n >= 0 && alloc_fail_stop();
        if (n < 0)
            strcpy(whole, digest);
        CHECK(*whole && (why.status ? has_failed && (why.status == WAX_E_NOMEM || why.status == WAX_E_INPUT) : test_same(digest, whole)));
    }
}

TEST("memory that is used up at any moment loses no byte of an mbox")
{
    starve(an_mbox);
}

TEST("nor of a folder")
{
    char path[100];

    CHECK(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.eml", folder);
    FILE *file = fopen(path, "w");
    fputs(MAIL, file);
    fclose(file);
    starve(a_folder);
    CHECK(remove(path) == 0 && remove(folder) == 0);
}
