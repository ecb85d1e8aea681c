/* field.h -- which header fields there are, what each takes, and how each is written.
 *
 * Knows names, kinds and grammar; knows no message.  Promise: what check lets through, put writes as exactly one field, whose
 * lines end in CRLF and hold at most 998 bytes; no text can add a field or end the header.
 */
#ifndef WAX_MESSAGE_FIELD_H
#define WAX_MESSAGE_FIELD_H

#include "buf.h"
#include "field_form.h"

#include <wax/status.h>

enum field_kind {
    FIELD_TEXT,         /* unstructured: encoded-words where needed */
    FIELD_TOKENS,       /* ASCII words, sent as they are: ids, dates, URLs */
    FIELD_MAILBOX,      /* exactly one */
    FIELD_MAILBOXES,    /* one or more, no groups */
    FIELD_ADDRESSES,    /* mailboxes and groups */
    FIELD_RECIPIENTS,   /* the same; setting it again adds */
    FIELD_HIDDEN,       /* the same; never written */
    FIELD_NOT_YOURS     /* refused, with the reason */
};

struct field_law {
    const char     *name;       /* as it is spelled; NULL: any other */
    enum field_kind kind;
    const char     *reason;
    field_form_fn  *form;       /* what programs read there; NULL: any text of its kind */
};

const struct field_law *wax__field_law(const char *name);       /* never NULL */

const struct field_law *wax__field_part_law(const char *name);  /* the same of a part's own header */

wax_status wax__field_check_as(const struct field_law *, const char *name, const char *text, wax_error *);
wax_status wax__field_put_as(struct buf *, const struct field_law *, const char *name, const char *text, wax_error *);

wax_status wax__field_check(const char *name, const char *text, wax_error *);
wax_status wax__field_put(struct buf *, const char *name, const char *text, wax_error *);   /* of checked name and text */

#endif
