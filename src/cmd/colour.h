/* colour.h -- words that stand out on a terminal.
 *
 * Knows when that is wanted: on a terminal that can (TERM), unless NO_COLOR is set and not empty (no-color.org).  Promise: elsewhere there is
 * not a byte more, and what a colour says the words say, too.
 */
#ifndef WAX_CMD_COLOUR_H
#define WAX_CMD_COLOUR_H

#include <stdio.h>

enum colour { COLOUR_PLAIN, COLOUR_STRONG, COLOUR_GOOD, COLOUR_WARNING, COLOUR_BAD };

void colour_put(FILE *, enum colour, const char *text);

#endif
