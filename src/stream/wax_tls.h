/* wax_tls.h -- what a wax_tls is to us: a demand, the first failure of a setter, and the context made of it at first use.
 *
 * For stream and client.  Who derives a demand from a user's must begin with wax__tls_demand: it is NULL when a setter failed, so
 * that a demand which could not be copied is never taken for one that was not made.
 */
#ifndef WAX_STREAM_WAX_TLS_H
#define WAX_STREAM_WAX_TLS_H

#include "demand.h"

#include <wax/tls.h>

struct context;

const struct tls_demand *wax__tls_demand(const wax_tls *);  /* borrowed; NULL: see the error, or there is no object */
const wax_error         *wax__tls_error(const wax_tls *);   /* of a setter; borrowed; for a NULL object: memory is used up */
wax_tls                 *wax__tls_from(const struct tls_demand *);  /* copies; NULL for want of memory, or for NULL */

/* The context, made at first use, held for the caller (context.h); NULL with the sentence.  Any thread. */
struct context *wax__tls_context(const wax_tls *, wax_error *);

#endif
