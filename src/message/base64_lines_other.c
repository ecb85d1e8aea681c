/* base64_lines_other.c -- base64_lines.h, for processors we know nothing better for. */
#include "base64_lines.h"

void wax__base64_lines(char *to, const uint8_t *from, size_t n)
{
    wax__base64_lines_plain(to, from, n);
}
