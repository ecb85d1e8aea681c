/* command_words.h -- a command written in one string, taken apart without a shell.
 *
 * Knows blanks, '...', "..." and the backslash; nothing is expanded, no $, no ~, no *: what is written is what runs.
 */
#ifndef WAX_CREDENTIALS_COMMAND_WORDS_H
#define WAX_CREDENTIALS_COMMAND_WORDS_H

#include <stddef.h>

enum words_result { WORDS_OK, WORDS_OPEN_QUOTE, WORDS_NO_MEMORY };

/* One allocation: words[0..n-1], then NULL.  Freed with free(words). */
enum words_result words_split(const char *command, char ***words, size_t *n);

#endif
