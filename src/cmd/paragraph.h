/* paragraph.h -- words in lines that fit a terminal of 80 columns, on standard output.
 *
 * Knows blanks and columns; a word that is longer than a line stays whole, and what no terminal can bear is shown as utf8.h has it.
 */
#ifndef WAX_CMD_PARAGRAPH_H
#define WAX_CMD_PARAGRAPH_H

/* Each line begins behind so many blanks; `at` is the column that comes next, at first what the caller has filled before. */
struct paragraph { int indent, at; };

void paragraph_words(struct paragraph *, const char *text);
void paragraph_put(int indent, const char *text);           /* all of it, with the end of its last line */

#endif
