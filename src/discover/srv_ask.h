/* srv_ask.h -- a domain is asked which servers it names for a service: by the system's resolver, as /etc/resolv.conf says.
 *
 * Knows how the question is put; what stands in the answer, srv.h knows.  Nothing is remembered.
 */
#ifndef WAX_DISCOVER_SRV_ASK_H
#define WAX_DISCOVER_SRV_ASK_H

#include "srv.h"

#include <wax/status.h>

/* service: "_submissions._tcp".  Blocks for some ten seconds at most, whatever a name server does (where there are three of them: for half a minute).
 * The list, in the order in which to try them; empty when the domain names none.  A question that nobody answered, or a malformed answer, is E_RESOLVE
 * with the sentence, and an empty list. */
void srv_ask(struct srv_list *, const char *service, const char *domain, wax_error *why);

#endif
