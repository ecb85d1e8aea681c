/* fields.h -- a header, taken apart into its fields as they lie, and the fields that a signature names (RFC 6376 s.5.4).
 *
 * Knows names and folds; knows nothing of what fields say.
 */
#ifndef WAX_SIGN_FIELDS_H
#define WAX_SIGN_FIELDS_H

#include "buf.h"
#include "text.h"

#include <wax/status.h>

/* Borrowed from the header. */
struct sign_field {
    struct span whole;          /* folds and the last CRLF included */
    struct span name;
    bool        is_taken;
};

struct sign_fields {
    struct buf array;           /* of struct sign_field */
};

wax_status         wax__sign_fields(struct sign_fields *, struct span header, wax_error *);    /* was zeroed; clear it, whatever came of it */
void               wax__sign_fields_clear(struct sign_fields *);
size_t             wax__sign_fields_n(const struct sign_fields *);
struct sign_field *wax__sign_field(const struct sign_fields *, size_t i);

size_t             wax__sign_fields_named(const struct sign_fields *, struct span name);       /* how many */
void               wax__sign_fields_give_back(struct sign_fields *);
struct sign_field *wax__sign_fields_take(struct sign_fields *, struct span name);              /* the last that was not taken; NULL: none is left */

#endif
