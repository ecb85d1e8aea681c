/* paragraph.h -- a sentence in lines that fit a terminal of 80 columns.
 *
 * Knows blanks; a word that is longer than a line stays whole.
 */
#ifndef WAX_CMD_PARAGRAPH_H
#define WAX_CMD_PARAGRAPH_H

void paragraph_put(int indent, const char *printable);      /* to standard output, each line behind so many blanks */

#endif
