/* idna.h -- a domain as DNS, certificates and servers without SMTPUTF8 know it: in A-labels, RFC 5891.
 *
 * Knows names; knows no address, URL or server.  Promise: what comes out is letters, digits, hyphens, dots and underscores, whatever the
 * library behind it made of what went in: an @ or a slash that only looks like another character does not get through.
 */
#ifndef WAX_IDNA_IDNA_H
#define WAX_IDNA_IDNA_H

#include "text.h"

#include <wax/status.h>

enum { IDNA_NAME = 256 };       /* a name of LIMIT_DOMAIN bytes and its NUL */

const char *wax__idna_version(void);    /* of the library; NULL: built without one */

/* `domain` is UTF-8, borrowed.  E_USAGE with the reason when no such name can exist, or without a library. */
wax_status wax__idna_to_ascii(char to[IDNA_NAME], struct span domain, wax_error *why);

#endif
