/* msmtp.h -- an msmtprc(5) said again as accounts of ours, and line by line what could not be said.
 *
 * Knows what msmtp 1.8 means by each of its commands; opens no file.  Promise: nothing is made weaker than it was: what we have no
 * word for is left out and told, and then the stricter of the two counts.
 */
#ifndef WAX_ACCOUNTS_MSMTP_H
#define WAX_ACCOUNTS_MSMTP_H

#include <stdbool.h>
#include <stddef.h>

typedef void msmtp_note_fn(void *user, size_t line, const char *sentence);

struct msmtp_wish {
    bool        has_netrc;          /* ~/.netrc is there: an account without a password takes it from there, else from the secret service */
    const char *folder;             /* where a file NAME.password is named for a password that stood in the msmtprc */

    msmtp_note_fn *note;            /* what could not be said */
    void         (*password)(void *user, size_t line, const char *path, const char *password);      /* to be put there */
    void          *user;
};

/* The accounts, as a text to be freed.  `text` has a NUL at its end and is taken apart.  NULL: memory is used up. */
char *msmtp_import(char *text, const struct msmtp_wish *);

#endif
