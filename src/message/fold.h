/* fold.h -- one header field, word by word: where its lines break.
 *
 * Knows RFC 5322 s.2.2.3 and the lengths of lines; knows nothing of what the words mean.  Promise: a line is broken only before
 * white space it was given, never after it, and stays within 78 where the words allow it.
 */
#ifndef WAX_MESSAGE_FOLD_H
#define WAX_MESSAGE_FOLD_H

#include "buf.h"
#include "text.h"

struct folding {
    struct buf *out;
    size_t      column;
    size_t      width;          /* of this line: 78, or what its words ask for */
    bool        is_first;       /* no word yet: a line that holds only the name is legal, and old software dislikes it */
    bool        has_failed;     /* memory is used up */
};

static inline struct span span_of(const void *p, size_t len) { return (struct span){ p, len }; }

void wax__fold_begin(struct folding *, struct buf *out, const char *name);
void wax__fold_word(struct folding *, struct span space, struct span word);     /* the space goes before it, on the same line */
void wax__fold_glue(struct folding *, const char *mark);                        /* straight after the last word: a comma */
void wax__fold_break(struct folding *);                                         /* the next word begins a line */
bool wax__fold_end(struct folding *);                                           /* false: memory was used up on the way */

#endif
