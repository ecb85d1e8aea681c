/* utf8.h -- text from outside, made fit for a terminal and for JSON.
 *
 * Knows UTF-8 and which characters a terminal can bear; knows nothing of mail.  Stores nothing.
 */
#ifndef WAX_CMD_UTF8_H
#define WAX_CMD_UTF8_H

#include <stddef.h>

size_t utf8_len(const char *, size_t len);          /* bytes of the character that begins there; 0: ill-formed */
size_t utf8_printable_len(const char *, size_t len);    /* the same; 0 also for controls and for what turns text around */

/* Copies into `to`, always terminated: whatever is not printable as \xNN, cut where it does not fit. */
void utf8_print(char *to, size_t size, const char *from, size_t len);

#endif
