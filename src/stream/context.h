/* context.h -- a demand as an SSL_CTX: versions, options, trust, our certificate.
 *
 * Knows files and the whole of what we ask of OpenSSL for every connection; knows no connection and no peer's name.  Shared by
 * reference: a wax_tls holds one, and so does every stream that was upgraded with it, which may outlive the wax_tls.
 */
#ifndef WAX_STREAM_CONTEXT_H
#define WAX_STREAM_CONTEXT_H

#include "demand.h"

#include <openssl/types.h>

struct context;

struct context *wax__context_new(const struct tls_demand *, wax_error *);   /* held once; NULL with the sentence: which file, and why */
struct context *wax__context_hold(struct context *);
void            wax__context_release(struct context *);     /* NULL is fine */
SSL_CTX        *wax__context_ssl(const struct context *);   /* borrowed, as is the rest */

const struct bio_method_st *wax__context_wire(const struct context *);     /* of its connections */
const struct tls_demand *wax__context_demand(const struct context *);
struct roots            *wax__context_system(struct context *); /* the system's roots; NULL: others are trusted, or nobody is */
struct sessions         *wax__context_sessions(struct context *);   /* NULL: none are kept, for none is proven */
struct proven           *wax__context_proven(struct context *);     /* NULL: each connection is proven by itself */

#endif
