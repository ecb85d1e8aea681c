/* mailbox.h -- ready-made mails that are kept somewhere, one after the other, as often as they are wanted: the files of a folder, a Maildir's, or an mbox's.
 *
 * Knows where they lie and in which order; looks into no mail and knows no envelope.  Promises: nothing of it is changed, a Maildir neither; the order is the
 * same each time, in every locale; of an mbox, memory does not grow with its size, and of a folder with the number of its files alone.
 */
#ifndef WAX_MAILBOX_MAILBOX_H
#define WAX_MAILBOX_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>
#include <wax/smtp.h>

struct mailbox;

enum mailbox_kind { MAILBOX_NONE, MAILBOX_FOLDER, MAILBOX_MBOX };

enum mailbox_kind mailbox_kind_of(const char *word);            /* "folder", "mbox" */
enum mailbox_kind mailbox_kind_of_path(const char *path);       /* a folder that is there; a name that ends in .mbox */

/* Of a folder: where it has new and cur (a Maildir), all that lies in those, by the names without their flags; else its files that end in .eml, by name.
 * What begins with a dot is no mail.  NULL: *why says it. */
struct mailbox *mailbox_of_folder(const char *path, wax_error *why);

/* Of a regular file; the descriptor is the mailbox's from then on, whatever comes out.  The name is for sentences. */
struct mailbox *mailbox_of_mbox(int fd, const char *name, wax_error *why);
void            mailbox_free(struct mailbox *);

/* Goes on to the next mail, which is number *n from 1 on; 0: there is none. */
wax_status      mailbox_next(struct mailbox *, int64_t *n, wax_error *);
void            mailbox_rewind(struct mailbox *);
const char     *mailbox_name(const struct mailbox *, int64_t n);    /* the file of that mail, in the folder; "" in an mbox */

/* That mail, byte for byte but for the quotes of an mbox.  It rewinds, and borrows the mailbox, which may go on to others meanwhile. */
wax_status      mailbox_open(struct mailbox *, wax_source *, wax_error *);

#endif
