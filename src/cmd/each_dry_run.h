/* each_dry_run.h -- mails written into a folder instead of being sent, for somebody to look at.
 *
 * Knows files and names; talks to nobody.  Promise: a file that is there already is never touched, and what is written only its owner can read.
 */
#ifndef WAX_CMD_EACH_DRY_RUN_H
#define WAX_CMD_EACH_DRY_RUN_H

#include "each_mails.h"

/* One .eml for each of the n mails, by the number of its row, with zeros before it so that names sort. */
void each_dry_run(struct each_mails *, int64_t n, const char *folder, struct outcome *);

#endif
