/* terminal.h -- a person at a terminal is asked something, and answers with a line.
 *
 * Knows prompts, echo and what a signal means meanwhile; does not know what is asked.  Promise: whatever ends a question, a signal too, the
 * terminal shows what is typed as it did before.
 */
#ifndef WAX_CMD_TERMINAL_H
#define WAX_CMD_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

bool terminal_is_there(void);       /* standard input and output are one, so that somebody can answer */
bool terminal_obeys(FILE *);        /* it is one, and erases lines and shows colours when it is told to */

/* The line without its end, at most size - 1 bytes; a longer one is asked for again.  False: no more comes (Ctrl-D). */
bool terminal_ask(const char *prompt, char *answer, size_t size);

/* The same without showing what is typed. The caller wipes the answer. */
bool terminal_ask_secret(const char *prompt, char *answer, size_t size);

#endif
