/* mechanisms.h -- the mechanisms, each in its own file, and what they share. */
#ifndef WAX_SASL_MECHANISMS_H
#define WAX_SASL_MECHANISMS_H

#include "mechanism.h"

extern const struct mechanism wax__sasl_plain;      /* RFC 4616 */
extern const struct mechanism wax__sasl_login;      /* draft-murchison-sasl-login */
extern const struct mechanism wax__sasl_xoauth2;    /* Google's and Microsoft's; the secret is an access token */

wax_status wax__sasl_may_show(const struct exchange *, const char *name, wax_error *);

/* Pieces end to end into one secret; a piece of length 0 is fine.  False: no memory. */
struct piece { const void *p; size_t len; };
bool wax__sasl_join(struct secret *, const struct piece *, size_t n);

#endif
