/* fuzz_caps.c -- an EHLO reply fills a struct of fixed size with printable words, whatever it holds. */
#include "caps.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct reply r;

    if (wax__reply_parse(&r, data, len, &(wax_error){ 0 }))
        return 0;
    struct caps caps = wax__caps_learn(&r);
    if (!memchr(caps.auth, 0, sizeof caps.auth))
        abort();
    for (const char *p = caps.auth; *p; p++)
        if (*p != ' ' && *p != '-' && *p != '_' && !text_is_alpha((uint8_t)*p) && !text_is_digit((uint8_t)*p))
            abort();
    return 0;
}
