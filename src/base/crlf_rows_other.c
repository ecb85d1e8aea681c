/* crlf_rows_other.c -- crlf_rows.h where nothing is asked of the processor. */
#include "crlf_rows.h"

void wax__crlf_rows(struct crlf_seen *s, const uint8_t *p, size_t n)
{
    wax__crlf_rows_plain(s, p, n);
}
