/* each_mails.h -- the mails of --each, one after the other, as often as they are wanted.
 *
 * Knows that they come out of a table or a mailbox, each of which is its own file's (each_kind.h); knows no server.  A row is one of a table, or a mail of a
 * mailbox.  Promise: one row and one mail are in memory at a time.
 */
#ifndef WAX_CMD_EACH_MAILS_H
#define WAX_CMD_EACH_MAILS_H

#include "row_digest.h"
#include "send_args.h"

struct each_mails;

/* Opens what they come from, and reads the texts.  NULL, and the outcome says why. */
struct each_mails *each_mails_open(const struct send_args *, int64_t deadline_ms, struct outcome *);
void               each_mails_free(struct each_mails *);

/* The number of the next row, and by what it is known again.  0: there is none, or the outcome says why it can't be read. */
int64_t            each_mails_row(struct each_mails *, char digest[ROW_DIGEST_LEN + 1], struct outcome *);
wax_message       *each_mails_make(struct each_mails *, struct outcome *);     /* its mail, the caller's to free; NULL, and the outcome says why */

/* Both at once: the next mail, the caller's to free, and the number of its row.  NULL: there is none, or the outcome, about that row, says why not; where *row is 0
 * nothing more can be read. */
wax_message       *each_mails_next(struct each_mails *, int64_t *row, struct outcome *);
void               each_mails_rewind(struct each_mails *);

/* NULL: it is a row of a table; else the file of that mail, "" where it has none of its own. */
const char        *each_mails_name(const struct each_mails *, int64_t row);

/* Makes every mail and looks whether it keeps the laws.  How many there are, and the size of the largest; all that is wrong has been said, up to some
 * rows. */
int64_t            each_mails_check(struct each_mails *, int64_t *largest, struct outcome *);

#endif
