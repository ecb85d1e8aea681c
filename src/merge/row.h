/* row.h -- one row of a table: the fields of one recipient, each a name and a text.
 *
 * Knows nothing of where rows come from, nor of mail.  Promise: names and values are UTF-8 without NUL, and no row is larger than its limits.
 * A zeroed struct is a row without fields; its memory is used again by the next row.
 */
#ifndef WAX_MERGE_ROW_H
#define WAX_MERGE_ROW_H

#include "buf.h"

#include <wax/status.h>

enum {
    ROW_FIELDS_MOST = 256,      /* tables that people make have some dozens of columns */
    ROW_MOST        = 1 << 20,  /* bytes of names and values: a field is a name, an amount, a paragraph */
    ROW_NAME_MOST   = 100       /* bytes that a template may write between braces */
};

struct row {
    int64_t           number;   /* from 1; what is no row (a header, an empty line) is not counted */
    size_t            n;
    const struct row *header;   /* its values are our names; NULL: `name` says */
    struct buf        text;     /* all of them, each ended by a NUL */
    size_t            name[ROW_FIELDS_MOST], value[ROW_FIELDS_MOST];    /* where they begin in it */
};

void        row_begin(struct row *, int64_t number);
wax_status  row_put(struct row *, const char *name_or_null, const char *value, size_t len, wax_error *);
void        row_clear(struct row *);

const char *row_name(const struct row *, size_t i);             /* borrowed, as the next, until the row changes */
const char *row_value(const struct row *, size_t i);
const char *row_find(const struct row *, const char *name);     /* NULL: there is no such field */

#endif
