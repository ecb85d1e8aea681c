/* keep.h -- a demand of one's own: every string copied, and overwritten before it is freed, for one of them is a password.
 *
 * Knows which fields of a demand are strings, and nothing of what they mean.
 */
#ifndef WAX_STREAM_KEEP_H
#define WAX_STREAM_KEEP_H

#include "demand.h"

bool wax__keep_demand(struct tls_demand *, const struct tls_demand *from);      /* false: no memory; then it is empty */
bool wax__keep_text(char **field, const char *value_or_null);                   /* false: no memory; then it is NULL */
void wax__keep_clear(struct tls_demand *);

#endif
