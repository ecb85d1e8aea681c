/* msmtp_read.h -- an msmtprc, as msmtp 1.8 reads it: accounts, `defaults`, and accounts that are built on others.
 *
 * Knows which commands there are and who inherits what; does not know what they mean.
 */
#ifndef WAX_ACCOUNTS_MSMTP_READ_H
#define WAX_ACCOUNTS_MSMTP_READ_H

#include "msmtp.h"

enum { MSMTP_COMMANDS = 56 };       /* room for all of msmtp_read.c's */

struct msmtp_value {
    const char *text;       /* NULL: not given; "": alone */
    size_t      line;
};

struct msmtp_account {
    const char               *name;
    size_t                    line;
    const struct msmtp_account *only_base;     /* of `account b : a` that says no more than a */
    struct msmtp_value        values[MSMTP_COMMANDS];      /* its own, and those of its bases */
    struct msmtp_value        defaults[MSMTP_COMMANDS];    /* as they were when it began: they are no base's to hand on */
};

struct msmtp_file {
    struct msmtp_account *accounts;
    size_t                n;
};

/* The text (NUL behind it) is taken apart and stays in use.  False: memory is used up. */
bool msmtp_read(struct msmtp_file *, char *text, msmtp_note_fn *, void *user);
void msmtp_free(struct msmtp_file *);

const struct msmtp_value *msmtp_value(const struct msmtp_account *, const char *command);
bool                      msmtp_is_on(const struct msmtp_account *, const char *command);   /* not given: off */

#endif
