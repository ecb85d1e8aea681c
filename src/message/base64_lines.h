/* base64_lines.h -- whole lines of base64, as a mail has them (RFC 2045 s.6.8): 57 bytes to 76 characters and CRLF.
 *
 * Which file does it is the build's to choose: one that asks the processor what it can, or one that runs on all.
 */
#ifndef WAX_MESSAGE_BASE64_LINES_H
#define WAX_MESSAGE_BASE64_LINES_H

#include <stddef.h>
#include <stdint.h>

enum { BASE64_LINE_IN = 57, BASE64_LINE_OUT = 78, BASE64_SPARE = 2 };

/* `to` has room for n lines and BASE64_SPARE bytes, which may be written on and mean nothing. */
void wax__base64_lines(char *to, const uint8_t *from, size_t n);
void wax__base64_lines_plain(char *to, const uint8_t *from, size_t n);      /* what runs on all */

#endif
