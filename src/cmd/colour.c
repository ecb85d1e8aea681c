/* colour.c -- see colour.h. */
#include "colour.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_wanted(FILE *file)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    return !(no && *no) && term && *term && strcmp(term, "dumb") != 0 && isatty(fileno(file));
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
