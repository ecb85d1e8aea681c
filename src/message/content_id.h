/* content_id.h -- a part's name among the parts of its mail (RFC 2392): which can be one, and that there is one of each. */
#ifndef WAX_MESSAGE_CONTENT_ID_H
#define WAX_MESSAGE_CONTENT_ID_H

#include <wax/status.h>

wax_status wax__content_id_check(const char *id, wax_error *);
wax_status wax__content_id_is_twice(const char *id, wax_error *);       /* the refusal of a second one */

#endif
