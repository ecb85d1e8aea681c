/* fuzz_path.c -- what passes for a mailbox can't end its command or begin another. */
#include "path.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Outside a quoted string neither a blank nor a bracket may stand; nowhere a control. */
static bool is_tame(const char *s)
{
    bool quoted = *s == '"';

    for (size_t i = quoted; s[i]; i++) {
        if ((uint8_t)s[i] < 32 || s[i] == 127)
            return false;
        if (!quoted && (s[i] == ' ' || s[i] == '<' || s[i] == '>' || s[i] == ','))
            return false;
        if (quoted && s[i] == '\\')
            i++;
        else if (s[i] == '"')
            quoted = false;
    }
    return !quoted;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    char *s = malloc(len + 1);
    wax_error why = { 0 };

    if (!s)
        return 0;
    memcpy(s, data, len);
    s[len] = 0;
    if (wax__path_check(s, "recipient", &why) == WAX_OK ? !is_tame(s) || !strrchr(s, '@') : !*why.text)
        abort();
    wax__path_check_name(s, &(wax_error){ 0 });
    free(s);
    return 0;
}
