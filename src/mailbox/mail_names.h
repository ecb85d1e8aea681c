/* mail_names.h -- the names of the mails in a folder, in an order that stays.
 *
 * Knows Maildir (new and cur, flags behind a colon) and .eml; opens no mail.
 */
#ifndef WAX_MAILBOX_MAIL_NAMES_H
#define WAX_MAILBOX_MAIL_NAMES_H

#include <stddef.h>
#include <wax/status.h>

/* Zeroed, it is empty. */
struct mail_names {
    char **at;          /* from the folder on: "a.eml", "new/1700000000.M1P2.host" */
    size_t n, room;
};

wax_status mail_names_read(struct mail_names *, int folder, const char *path, wax_error *);    /* the path is for sentences */
void       mail_names_clear(struct mail_names *);

#endif
