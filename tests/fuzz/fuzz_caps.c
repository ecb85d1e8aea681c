/* fuzz_caps.c -- an EHLO reply fills what has a fixed size with printable words, whatever it holds. */
#include "caps.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct reply r;

    if (wax__reply_parse(&r, data, len, &(wax_error){ 0 }))
        return 0;
    wax__caps_learn(&r);
    char found[CAPS_MECHANISMS];
    wax__caps_mechanisms(found, &r);
    if (!memchr(found, 0, sizeof found))
        abort();
    for (const char *p = found; *p; p++)
        if (*p != ' ' && *p != '-' && *p != '_' && !text_is_alpha((uint8_t)*p) && !text_is_digit((uint8_t)*p))
            abort();
    return 0;
}
