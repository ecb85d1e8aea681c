/* flowed.h -- text as paragraphs that a reader's window breaks: format=flowed, RFC 3676.
 *
 * Knows lines, quotes and blanks; knows no charset.  Promise: a reader that joins what flows gets back the lines it was given,
 * without the blanks at their ends, and none of them longer than 78 where a blank allows it.
 */
#ifndef WAX_MESSAGE_FLOWED_H
#define WAX_MESSAGE_FLOWED_H

#include "buf.h"

/* NUL-terminated.  Lines end in LF or CRLF; those that begin with ">" are quotes, as deep as there are of them.  False: no memory. */
bool wax__flow(struct buf *to, const char *text);

#endif
