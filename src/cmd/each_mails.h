/* each_mails.h -- the mails that --each makes, one after the other, as often as they are wanted.
 *
 * Knows the table, the template and the files they are in; knows no server.  Promise: one row and one mail are in memory at a time.
 */
#ifndef WAX_CMD_EACH_MAILS_H
#define WAX_CMD_EACH_MAILS_H

#include "each_fill.h"
#include "row_digest.h"

struct each_mails;

/* Reads the texts and opens the table.  NULL, and the outcome says why. */
struct each_mails *each_mails_open(const struct send_args *, int64_t deadline_ms, struct outcome *);
void               each_mails_free(struct each_mails *);

/* The number of the next row, and by what it is known again.  0: there is none, or the outcome says why it can't be read. */
int64_t            each_mails_row(struct each_mails *, char digest[ROW_DIGEST_LEN + 1], struct outcome *);
wax_message       *each_mails_make(struct each_mails *, struct outcome *);     /* its mail, the caller's to free; NULL, and the outcome says why */

/* Both at once: the next mail, the caller's to free, and the number of its row.  NULL: there is none, or the outcome, about that row, says why not; where *row is 0
 * nothing more can be read. */
wax_message       *each_mails_next(struct each_mails *, int64_t *row, struct outcome *);
void               each_mails_rewind(struct each_mails *);

/* Makes every mail and looks whether it keeps the laws.  How many there are, and the size of the largest; all that is wrong has been said, up to some
 * rows. */
int64_t            each_mails_check(struct each_mails *, int64_t *largest, struct outcome *);

#endif
