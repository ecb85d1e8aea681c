/* address_spec.h -- local-part@domain, and what the two halves of the address parser lend each other.
 *
 * Knows RFC 5322 s.3.4.1 narrowed to what RFC 5321 s.4.1.2 can carry in an envelope: a mailbox that may stand in a header and
 * not in RCPT TO would be of no use to anyone.
 */
#ifndef WAX_MESSAGE_ADDRESS_SPEC_H
#define WAX_MESSAGE_ADDRESS_SPEC_H

#include "address.h"

wax_status wax__address_spec(struct address_reader *, wax_error *);     /* from `at` on, into `address` */
bool       wax__address_spec_begins(const uint8_t *);                   /* one whose local part needs no quotation marks: then no name stands here */

wax_status wax__address_refuse(const struct address_reader *, const uint8_t *at, const char *expected, wax_error *);
wax_status wax__address_skip(struct address_reader *, wax_error *);     /* white space and comments */
wax_status wax__address_quoted(struct address_reader *, struct buf *to, wax_error *);   /* what the quoted string means, appended */
size_t     wax__address_atom(const uint8_t *);                          /* its length, 0: none begins here */

#endif
