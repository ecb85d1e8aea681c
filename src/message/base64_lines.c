/* base64_lines.c -- see base64_lines.h: what runs on all processors. */
#include "base64_lines.h"

#include "text.h"

#include <string.h>

void wax__base64_lines_plain(char *to, const uint8_t *from, size_t n)
{
    for (; n; n--, from += BASE64_LINE_IN, to += BASE64_LINE_OUT)
        memcpy(to + wax__text_to_base64(to, from, BASE64_LINE_IN), "\r\n", 2);
}
