/* crlf_rows_x86.c -- crlf_rows.h on x86-64: thirty-two bytes at a time where the processor has AVX2, which most since 2013 have. */
#define ROW 32
#define ABLE __attribute__((target("avx2")))
#include "crlf_rows_of.h"

void wax__crlf_rows(struct crlf_seen *s, const uint8_t *p, size_t n)
{
    if (__builtin_cpu_supports("avx2"))
        look_at_rows(s, p, n);
    else
        wax__crlf_rows_plain(s, p, n);
}
