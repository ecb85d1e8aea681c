/* fuzz_netrc.c -- whatever a netrc file holds, what is found lies inside it, ended, and an error has its sentence. */
#include "netrc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check(const char *found, const char *text, size_t len)
{
    if (found && (found < text || found > text + len || !memchr(found, 0, (size_t)(text + len + 1 - found))))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    char *text = malloc(len + 1);
    struct netrc_login found;
    wax_error why = { 0 };

    if (!text)
        return 0;
    if (len)
        memcpy(text, data, len);
    text[len] = 0;
    wax_status status = netrc_find(text, len, "a.example", len % 2 ? "ada" : NULL, &found, &why);
    if (status ? !*why.text || found.password : *why.text)
        abort();
    check(found.user, text, len);
    check(found.password, text, len);
    free(text);
    return 0;
}
