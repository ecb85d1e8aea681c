/* each_mailbox.c -- each_kind.h for ready-made mails out of a folder or an mbox.
 *
 * Promise: a mail's bytes are read when they are wanted, and none is kept; what is held of each that is under way is its place. */
#include "each_kind.h"

#include "mail_digest.h"
#include "mailbox.h"
#include "ready_made.h"
#include "send_mail.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static_assert((int)ROW_DIGEST_LEN == (int)MAIL_DIGEST_LEN, "a log of --resume has digests of one length");

struct kept_mails {
    const struct send_args *args;
    struct mailbox         *box;
    int64_t                 number;     /* of the mail that was read last */
};

static struct mailbox *open_box(const struct each_args *a, int64_t deadline_ms, struct outcome *o)
{
    wax_error why = { 0 };
    int fd = a->mailbox == MAILBOX_MBOX ? ready_made_open(a->source, deadline_ms, o) : -1;
    struct mailbox *box = NULL;

    if (a->mailbox == MAILBOX_FOLDER)
        box = mailbox_of_folder(a->source, &why);
    else if (fd >= 0)
        box = mailbox_of_mbox(fd, strcmp(a->source, "-") == 0 ? "standard input" : a->source, &why);
    outcome_failed(o, &why);
    return box;
}

static void free_mails(void *mails)
{
    struct kept_mails *m = mails;

    if (!m)
        return;
    mailbox_free(m->box);
    free(m);
}

static void *open_mails(const struct send_args *a, int64_t deadline_ms, struct outcome *o)
{
    struct kept_mails *m = calloc(1, sizeof *m);

    if (!m) {
        outcome_no_memory(o);
        return NULL;
    }
    m->args = a;
    m->box = open_box(&a->each, deadline_ms, o);
    if (m->box)
        return m;
    free_mails(m);
    return NULL;
}

static void rewind_mails(void *mails)
{
    mailbox_rewind(((struct kept_mails *)mails)->box);
}

static const char *name_of(const void *mails, int64_t number)
{
    return mailbox_name(((const struct kept_mails *)mails)->box, number);
}

static void say_of(const struct kept_mails *m, struct outcome *o)
{
    o->row = m->number;
    o->mail = mailbox_name(m->box, m->number);
}

static void put_digest(struct kept_mails *m, char digest[ROW_DIGEST_LEN + 1], wax_error *why)
{
    wax_source from;

    if (mailbox_open(m->box, &from, why))
        return;
    mail_digest(from, digest, why);
    from.free(from.user);
}

/* Only a log asks by what a mail is known again, and it costs a reading. */
static int64_t next_mail(void *mails, char digest[ROW_DIGEST_LEN + 1], struct outcome *o)
{
    struct kept_mails *m = mails;
    wax_error why = { 0 };

    *digest = 0;
    if (!mailbox_next(m->box, &m->number, &why) && m->number) {
        say_of(m, o);
        if (m->args->each.resume)
            put_digest(m, digest, &why);
    }
    outcome_failed(o, &why);
    return why.status ? 0 : m->number;
}

static wax_message *make_mail(void *mails, struct outcome *o)
{
    struct kept_mails *m = mails;
    wax_error why = { 0 };
    wax_source from;

    say_of(m, o);
    if (!mailbox_open(m->box, &from, &why))
        return send_mail_of(from, m->args, o);
    outcome_failed(o, &why);
    return NULL;
}

const struct each_kind each_mailbox = {
    .none = "there are no mails in it (a folder's are its files that end in .eml; a Maildir's lie in new and cur), so there is nothing to send",
    .open = open_mails, .free = free_mails, .rewind = rewind_mails, .next = next_mail, .make = make_mail, .name = name_of,
};
