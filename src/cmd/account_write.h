/* account_write.h -- the account as lines of the configuration, and into the file with them.
 *
 * Knows which of the arguments are keys, and how a value is written so that it is the same wherever wax is called.
 */
#ifndef WAX_CMD_ACCOUNT_WRITE_H
#define WAX_CMD_ACCOUNT_WRITE_H

#include "account_draft.h"
#include "config_edit.h"

/* The file as it would be; false: it can't be, and the outcome says why.  config_edit_finish writes it. */
bool account_write_begin(struct draft *, struct config_edit *);

/* The account's lines alone, on standard output. */
void account_write_show(const struct draft *);

#endif
