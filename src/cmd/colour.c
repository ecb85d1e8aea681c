/* colour.c -- see colour.h. */
#include "colour.h"

#include "terminal.h"

#include <stdbool.h>
#include <stdlib.h>

static bool is_wanted(FILE *file)
{
    const char *no = getenv("NO_COLOR");

    return !(no && *no) && terminal_obeys(file);
}

/* The eight colours of ECMA-48, bold: they can be read on black and on white. */
void colour_put(FILE *file, enum colour colour, const char *text)
{
    static const char *const codes[] = { "", "1", "1;32", "1;33", "1;31" };

    if (colour != COLOUR_PLAIN && is_wanted(file))
        fprintf(file, "\033[%sm%s\033[0m", codes[colour], text);
    else
        fputs(text, file);
}
