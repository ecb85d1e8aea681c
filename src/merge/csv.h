/* csv.h -- a table as RFC 4180 writes it, one record at a time.
 *
 * Knows commas, quotes and line ends; not what the fields are for.  Promise: it reads a record once, in linear time, and what readers of such files
 * disagree about (a quote in the middle of a field, text behind a closing one, a lone CR) it refuses, with the line.
 */
#ifndef WAX_MERGE_CSV_H
#define WAX_MERGE_CSV_H

#include "row.h"

#include <stdio.h>

/* A place in a file, which is borrowed.  Zeroed but for the file, it is the file's beginning. */
struct csv {
    FILE      *file;
    int64_t    line;            /* line ends that were read */
    struct buf field;
};

/* The next record that is no empty line; *is_end when there is none.  The row's names are its caller's business. */
wax_status csv_next(struct csv *, struct row *, bool *is_end, wax_error *);
void       csv_clear(struct csv *);     /* not the file */

#endif
