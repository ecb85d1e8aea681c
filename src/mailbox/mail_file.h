/* mail_file.h -- one file with mails in it, the same at each reading, or it is said that it is not.
 *
 * Knows the file system; knows nothing of mail.  Promises: a file in a folder is reached by no symbolic link, is a regular one (so that nobody waits at a
 * FIFO), and is open only while it is read; nothing is written, and no name changes.
 */
#ifndef WAX_MAILBOX_MAIL_FILE_H
#define WAX_MAILBOX_MAIL_FILE_H

#include <stdbool.h>
#include <sys/stat.h>
#include <wax/status.h>

enum { MAIL_FILE_NAME = 264 };      /* "new/" and what a file system takes */

struct mail_file {
    int         folder;             /* borrowed, where the name lies; -1: the descriptor came from elsewhere, and stays open */
    int         fd;                 /* -1: not open */
    bool        is_known;
    struct stat first;              /* as it was when it was opened first */
    char        name[MAIL_FILE_NAME];
};

wax_status mail_file_open(struct mail_file *, wax_error *);         /* open already: looks whether it is the same still */
wax_status mail_file_read(struct mail_file *, void *to, size_t room, off_t at, size_t *n, wax_error *);
wax_status mail_file_end(struct mail_file *, wax_error *);          /* it was read to its end: was it the same all the while? */
void       mail_file_close(struct mail_file *);                     /* one of a folder */

#endif
