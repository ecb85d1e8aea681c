/* objects.h -- JSON lines: each line an object, whose members are the fields of one row (RFC 8259).
 *
 * Knows lines and jansson, which is loaded when there is a line to read (jansson_library.h).  Promise: a value that can't be written as somebody meant it
 * is refused rather than guessed: an object, a list, a number with a fraction.
 */
#ifndef WAX_MERGE_OBJECTS_H
#define WAX_MERGE_OBJECTS_H

#include "row.h"

#include <stdio.h>

struct jansson;

/* A place in a file, which is borrowed.  Zeroed but for the file, it is the file's beginning. */
struct objects {
    FILE           *file;
    struct jansson *jansson;
    int64_t         line;
    struct buf      text;
};

wax_status  objects_next(struct objects *, struct row *, bool *is_end, wax_error *);   /* the next line that is not empty */
void        objects_clear(struct objects *);    /* not the file */
const char *objects_parts(void);                /* for --version: what reads them, or that nothing does */

#endif
