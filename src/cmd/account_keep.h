/* account_keep.h -- where the password is kept that a server has just taken: by the desktop, by a command, in a private file, or nowhere.
 *
 * Knows these places and how the account says them; asks which one where that was not said.  Promise: nothing is kept before the account
 * is about to be written.
 */
#ifndef WAX_CMD_ACCOUNT_KEEP_H
#define WAX_CMD_ACCOUNT_KEEP_H

#include "account_draft.h"

void account_keep_choose(struct draft *);   /* the place; the account's line about it is among the arguments then */
void account_keep(struct draft *);          /* puts it there; the outcome is wrong when that place does not take it */

#endif
