/* account_find.h -- the server of a mail address is found: named on the command line, by the domain in DNS, by a guess at its name, or by the person.
 *
 * Knows RFC 6186 and RFC 8314 s.5.1, and whom to ask before a name is believed that DNS alone has told (docs/decisions/0018).
 */
#ifndef WAX_CMD_ACCOUNT_FIND_H
#define WAX_CMD_ACCOUNT_FIND_H

#include "account_draft.h"

/* The draft's server is one that has proved its name and, if it was not named outright, takes logins.  Else the outcome is wrong. */
void account_find(struct draft *);

#endif
