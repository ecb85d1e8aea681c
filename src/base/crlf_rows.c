/* crlf_rows.c -- crlf_rows.h on any processor: sixteen bytes are a vector on all that have some. */
#define ROW 16
#define ABLE
#include "crlf_rows_of.h"

void wax__crlf_rows_plain(struct crlf_seen *s, const uint8_t *p, size_t n)
{
    look_at_rows(s, p, n);
}
