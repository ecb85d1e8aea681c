/* level.h -- what TLS must prove on this connection, given what the user asked for and what there is to lose.
 *
 * A pure function over plain data: knows no socket and no OpenSSL, asks nobody.
 */
#ifndef WAX_POLICY_LEVEL_H
#define WAX_POLICY_LEVEL_H

#include "demand.h"

#include <wax/smtp.h>

/* The strings of the result are the user's, borrowed.  Guarantee: it proves no less than the user asked for, except that
 * opportunistic TLS without a login or a pin takes any certificate: it would take no TLS at all. */
struct tls_demand wax__policy_level(wax_tls_mode, bool has_login, const struct tls_demand *user);

#endif
