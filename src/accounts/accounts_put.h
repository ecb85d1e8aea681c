/* accounts_put.h -- the text of the user's file with one account more, or another one in its place.
 *
 * Knows which lines are an account's own; opens nothing.  Promise: every other line stays as it is and where it is, remarks too.
 */
#ifndef WAX_ACCOUNTS_ACCOUNTS_PUT_H
#define WAX_ACCOUNTS_ACCOUNTS_PUT_H

#include "accounts.h"
#include "buf.h"

struct accounts_wish {
    const char *name;           /* of the account */
    const char *block;          /* its lines, "account NAME" the first */
    const char *the_default;    /* whom the line `default` names afterwards; NULL: as it is */
};

/* The text, of len bytes, is the one that the accounts were read from without a fault.  False: memory is used up. */
bool accounts_put(struct buf *out, const struct accounts *, const char *text, size_t len, const struct accounts_wish *);

#endif
