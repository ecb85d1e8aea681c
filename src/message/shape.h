/* shape.h -- what has its place in the usual shapes of a mail, and which part stands in which.
 *
 * Knows the order that readers expect; knows no header and writes nothing.
 */
#ifndef WAX_MESSAGE_SHAPE_H
#define WAX_MESSAGE_SHAPE_H

#include "limit.h"
#include "part.h"

struct shape {
    struct part  text, html, invitation;        /* without a type: not set */
    struct part  others[LIMIT_ALTERNATIVES];    /* besides those three, in their order; without a type: not set */
    struct part *shown, *attached;              /* owned, in their order */
    struct part  alternative, related, whole;   /* the branches that hold these; whole is an empty leaf when there are none */
};

struct shape *wax__shape_new(void);
void          wax__shape_free(struct shape *or_null);
bool          wax__shape_is_empty(const struct shape *or_null);
bool          wax__shape_shows_nothing(const struct shape *);   /* it has a part that only HTML can show, and no HTML */
struct part  *wax__shape_lay_out(struct shape *);               /* the root; of nothing, an empty text */

#endif
