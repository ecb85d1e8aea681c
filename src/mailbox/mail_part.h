/* mail_part.h -- one mail, from where it lies in a file, as a source.
 *
 * Knows a range of bytes, and how an mbox quotes the lines that begin with "From "; knows no header.  Promise: what is read is the mail as it was before a
 * mailbox took it, however long its lines are, in a few kilobytes.
 */
#ifndef WAX_MAILBOX_MAIL_PART_H
#define WAX_MAILBOX_MAIL_PART_H

#include "mail_file.h"

#include <wax/smtp.h>

/* Of an mbox, whose file is borrowed as long as the source lives.  It rewinds. */
wax_status mail_part_of_mbox(wax_source *, struct mail_file *, off_t begin, off_t end, wax_error *);

/* All of a file of this folder, which is borrowed likewise; the name is copied.  It is opened when it is read, and is the same each time. */
wax_status mail_part_of_folder(wax_source *, int folder, const char *name, wax_error *);

#endif
