/* framed.h -- text of ours, the mail's own bytes, text of ours: as one source.
 *
 * Knows nothing of what the texts say.  Guarantee: the source ends well only if every byte of the mail was what it was when it was
 * surveyed; else it fails, and the survey is void, so that the next opening makes a new one.  What is said instead of it is ours, and not compared.
 */
#ifndef WAX_SIGN_FRAMED_H
#define WAX_SIGN_FRAMED_H

#include "survey.h"
#include "text.h"

struct frame {
    struct span  before, after;     /* borrowed */
    size_t       skipped;           /* bytes of the mail that are not said: its header, where `before` says it */
    struct seen *seen;              /* borrowed */
    wax_source  *instead;           /* borrowed; what is said in the mail's place, while the mail is only held.  NULL: the mail */
};

wax_status wax__framed(struct frame, wax_source from, wax_source *out, wax_error *);     /* owns `from` when it succeeds */

#endif
