/* mbox.h -- where in an mbox file each mail begins and ends: RFC 4155, its lines quoted as mboxrd does it.
 *
 * Knows "From " lines and empty ones; looks into no mail.  Promises: memory does not grow with the file or its lines; where one mail ends and the next begins
 * is never guessed, for what stands behind would go to whom it is not meant for.
 */
#ifndef WAX_MAILBOX_MBOX_H
#define WAX_MAILBOX_MBOX_H

#include "mail_file.h"

#include <stddef.h>
#include <stdint.h>

enum { MBOX_ROOM = 65536 };

/* Before mbox_begin, its file is open. */
struct mbox {
    struct mail_file file;
    off_t            at;                /* of what was read from the file */
    int64_t          line;              /* of the file, which `start` lies in */
    size_t           start, end;        /* what was read and not looked at yet */
    bool             is_inside;         /* of a line, some of which was looked at */
    char             bytes[MBOX_ROOM];
};

void       mbox_begin(struct mbox *);   /* at the first mail, once more */

/* The next mail, without its "From " line and the empty line behind it.  *is_end: there is none. */
wax_status mbox_next(struct mbox *, off_t *begin, off_t *end, bool *is_end, wax_error *);

#endif
