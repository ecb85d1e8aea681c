/* source.h -- what every source that is given to a message needs: to be freed once, and to come back from its start.
 *
 * Knows no part and no file. */
#ifndef WAX_MESSAGE_SOURCE_H
#define WAX_MESSAGE_SOURCE_H

#include "normalise.h"

void wax__source_free(wax_source *);        /* zeroed afterwards */

/* What can be read only once is read now: an encoding and a length are needed before a part's first byte is said.  With a law its lines are put
 * right as they are read.  A failure leaves the source to its owner. */
wax_status wax__source_settle(wax_source *, const char *what, const struct line_law *or_null, wax_error *);

#endif
