/* lookup.h -- a name to its addresses, by the system's resolver, without blocking the loop.
 *
 * Promise: a lookup that is freed calls nobody any more, wherever it stands, and nobody waits for it: not the loop's end, not the
 * process's.
 */
#ifndef WAX_RESOLVE_LOOKUP_H
#define WAX_RESOLVE_LOOKUP_H

#include "addresses.h"

#include <wax/loop.h>

struct lookup;

/* Runs inside a turn, once.  The addresses are in the system's order (RFC 6724), interleaved; none: E_RESOLVE with the sentence. */
typedef void lookup_fn(void *user, const struct addresses *, const wax_error *);

struct lookup *wax__lookup(wax_loop *, const char *host, unsigned port, lookup_fn *, void *user);   /* NULL: no memory, or no thread */
const char    *wax__lookup_of(const struct lookup *, unsigned *port);       /* the host that it was begun for */
void           wax__lookup_free(struct lookup *);   /* in its callback too */

#endif
