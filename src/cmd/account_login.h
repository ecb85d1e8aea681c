/* account_login.h -- who logs in, and with what: asked where it was not said, and tried.
 *
 * Knows that a wrong password is asked for again, and that nothing is kept before a server took it.
 */
#ifndef WAX_CMD_ACCOUNT_LOGIN_H
#define WAX_CMD_ACCOUNT_LOGIN_H

#include "account_draft.h"

void account_login(struct draft *);     /* the draft's user and password are ones that the server took; else the outcome is wrong */

#endif
