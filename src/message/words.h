/* words.h -- text in a header: as it is where it can stand, as encoded-words (RFC 2047) where it can't.
 *
 * Knows which words need it, splits on character boundaries, and takes Q or B, whichever is shorter.  Knows no field.  Promise:
 * a reader that decodes gets back the text it was given, and text that looks like an encoded-word is encoded itself.
 */
#ifndef WAX_MESSAGE_WORDS_H
#define WAX_MESSAGE_WORDS_H

#include "fold.h"

void wax__words_text(struct folding *, struct span utf8);   /* RFC 5322's unstructured; no white space around it */

/* A display name: atoms, a quoted string or encoded-words.  True: its last word is an encoded-word, which nothing may touch. */
bool wax__words_phrase(struct folding *, struct span utf8);

#endif
