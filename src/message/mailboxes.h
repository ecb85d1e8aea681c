/* mailboxes.h -- addresses in order, owned; the envelope is made of them.  Zeroed: none. */
#ifndef WAX_MESSAGE_MAILBOXES_H
#define WAX_MESSAGE_MAILBOXES_H

#include <stddef.h>
#include <wax/status.h>

struct mailboxes {
    char **at;
    size_t n, size;
};

/* Those of an RFC 5322 list, added; `what` names it in sentences. */
wax_status wax__mailboxes_add(struct mailboxes *, const char *list, const char *what, wax_error *);

/* The same mailbox again is dropped; the first stays where it is.  Domains are the same in upper and lower case, local parts are
 * not (RFC 5321 s.2.4). */
wax_status wax__mailboxes_once(struct mailboxes *, wax_error *);

void wax__mailboxes_clear(struct mailboxes *);

#endif
