/* kept.h -- a short mail as a look has seen it: what was looked at is what is sent, and its sources are read once.
 *
 * Knows bytes; who may still change the mail is its owner's.
 */
#ifndef WAX_MESSAGE_KEPT_H
#define WAX_MESSAGE_KEPT_H

#include <wax/message.h>

struct kept;

struct kept *wax__kept_new(const void *bytes, size_t len);      /* NULL: no memory */
void         wax__kept_free(struct kept *or_null);

/* Its bytes, as the mail's one open source, which owns it. */
wax_source   wax__kept_open(struct kept *, wax_message *);

#endif
