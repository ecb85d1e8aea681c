/* rows.h -- a file of rows, read one at a time, as often as it is wanted.
 *
 * Knows the formats by name; each is a file of its own (csv.h, objects.h).  Promise: memory does not grow with the number of rows.
 */
#ifndef WAX_MERGE_ROWS_H
#define WAX_MERGE_ROWS_H

#include "row.h"

#include <stdio.h>

enum rows_format { ROWS_UNKNOWN, ROWS_CSV, ROWS_JSON_LINES };

enum rows_format rows_format_of(const char *word);          /* "csv", "jsonl" */
enum rows_format rows_format_of_name(const char *path);     /* by its extension: .csv, .jsonl, .ndjson */

/* Owns the file from then on, which can be rewound; NULL: memory is used up, and the file is closed. */
struct rows *rows_new(FILE *, enum rows_format);
void         rows_free(struct rows *);

/* The next row, lent until the next call; NULL at the end.  What fails stays failed until the rewind. */
wax_status   rows_next(struct rows *, const struct row **, wax_error *);
void         rows_rewind(struct rows *);

#endif
