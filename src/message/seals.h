/* seals.h -- the seals of one message, for message.c: opened in their order, told when the mail changes, freed. */
#ifndef WAX_MESSAGE_SEALS_H
#define WAX_MESSAGE_SEALS_H

#include "seal.h"

struct seals { struct seal *at[SEAL_RANKS]; };      /* NULL: none of that rank */

bool       wax__seals_any(const struct seals *);
wax_status wax__seals_open(const struct seals *, const struct moment *, wax_source *, wax_error *);     /* in and out; freed when it fails */
void       wax__seals_forget(const struct seals *);
void       wax__seals_free(struct seals *);

#endif
