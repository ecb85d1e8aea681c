/* account_fault.h -- a fault in a configuration file: file, line, sentence, and the line itself with a caret under the word.
 *
 * Knows how a terminal shows it.  Promise: of a line whose value may be a secret only the key is shown.
 */
#ifndef WAX_CMD_ACCOUNT_FAULT_H
#define WAX_CMD_ACCOUNT_FAULT_H

#include "accounts.h"
#include "outcome.h"

void account_fault(struct outcome *, const struct place *, const char *sentence);   /* the outcome is wrong afterwards */
void account_fault_show(const struct place *);      /* the line and its caret alone, on standard error */

#endif
