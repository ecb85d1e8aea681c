/* intake_text.h -- text of a header that came with bytes beyond ASCII, written as every server takes it: RFC 2047.
 *
 * Knows encoded-words by way of the message's own; knows no field.  What is not UTF-8 is taken for ISO 8859-1, which is what programs that
 * don't know better mean, and in which nothing is unreadable.  Results stand on one line.
 */
#ifndef WAX_INTAKE_TEXT_H
#define WAX_INTAKE_TEXT_H

#include "buf.h"
#include "text.h"

/* False: memory is used up. */
bool intake_text_words(struct buf *to, struct span text);       /* of an unstructured field or a comment */
bool intake_text_name(struct buf *to, struct span name);        /* a display name */
bool intake_text_phrase(struct buf *to, struct span phrase);    /* the same, out of its quotes */

#endif
