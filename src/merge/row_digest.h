/* row_digest.h -- by what a row is known again: the hash of its names and values. */
#ifndef WAX_MERGE_ROW_DIGEST_H
#define WAX_MERGE_ROW_DIGEST_H

#include "row.h"

enum { ROW_DIGEST_LEN = 32 };       /* hexadecimal digits: half of SHA-256, more than chance or malice can meet */

bool row_digest(const struct row *, char to[ROW_DIGEST_LEN + 1]);       /* false: memory is used up */

#endif
