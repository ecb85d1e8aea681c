/* address.h -- lists of addresses, RFC 5322 s.3.4 with UTF-8 as RFC 6532 adds it: taken apart one mailbox at a time.
 *
 * Knows the grammar; knows no header, envelope or server.  Promises: it reads in linear time and without recursion, and what it
 * takes it gives back in the one form that names the same mailbox to every reader.  What readers disagree about it refuses, with
 * the place: routes, white space or comments inside an address, a name with an @ that is not in quotes, empty places in a list.
 */
#ifndef WAX_MESSAGE_ADDRESS_H
#define WAX_MESSAGE_ADDRESS_H

#include "buf.h"
#include "text.h"

#include <wax/status.h>

enum address_kind { ADDRESS_END, ADDRESS_MAILBOX, ADDRESS_GROUP, ADDRESS_GROUP_END };

/* A place in a list, and the item that was read last.  Borrows the list and `what` ("To"), which names it in sentences. */
struct address_reader {
    const char    *what;
    const uint8_t *list, *at;
    bool           is_in_group, needs_comma;
    struct buf     name_buf, address_buf;
    const char    *name;        /* of the mailbox or group, "" when none; until the next call */
    const char    *address;     /* local-part@domain, quoted as RFC 5321 s.4.1.2 wants it; until the next call */
};

wax_status wax__address_begin(struct address_reader *, const char *list, const char *what, wax_error *);
wax_status wax__address_next(struct address_reader *, enum address_kind *, wax_error *);
void       wax__address_finish(struct address_reader *);    /* after begin, whatever it said */

#endif
