/* lines.h -- guards the line rules of a message: CRLF ends, no bare CR or LF, no NUL, at most 998 bytes.
 *
 * Sees every byte of every body on its way out, in pieces of any size, and keeps where it is in them.  Promise: a message that
 * breaks the rules is noticed before its end is said.  RFC 5321 s.2.3.8, 4.1.1.4; RFC 5322 s.2.1.1.
 */
#ifndef WAX_SMTP_LINES_H
#define WAX_SMTP_LINES_H

#include "crlf.h"

#include <wax/status.h>

wax_status wax__lines_check(struct crlf *, const uint8_t *, size_t, wax_error *);
wax_status wax__lines_end(const struct crlf *, wax_error *);           /* does it end with CRLF, or is it empty? */

#endif
