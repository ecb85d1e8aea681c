/* dkim_names.h -- which fields a DKIM signature is about: the text of its h=. */
#ifndef WAX_SIGN_DKIM_NAMES_H
#define WAX_SIGN_DKIM_NAMES_H

#include "fields.h"

wax_status wax__dkim_names_check(const char *names, wax_error *);                               /* of the caller's own list */
bool       wax__dkim_names_default(const struct sign_fields *, struct buf *to);                  /* "From:From:To:..."; false: no memory */
bool       wax__dkim_names_next(struct span names, size_t *at, struct span *name);               /* one after the other; false at the end */

#endif
