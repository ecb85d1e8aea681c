/* entity.h -- a mail taken apart: what a seal covers, its content with the fields that say what it is, and the fields that stay outside.
 *
 * RFC 8551 s.3.1, RFC 3156 s.3: what is signed or encrypted is a MIME entity, and whom it is from and for is not in it.  Knows which fields
 * go where; knows nothing of what is done with the entity.
 */
#ifndef WAX_SIGN_ENTITY_H
#define WAX_SIGN_ENTITY_H

#include "survey.h"

struct entity {
    struct survey survey;
    struct buf    outside;          /* fields with their line ends; without MIME-Version, which whoever adds a Content-Type says again */
    struct buf    inside;           /* Content-... fields, and the empty line behind them */
    size_t        inside_at;
    bool          must_be_ascii;    /* RFC 8551 s.3.1.3: a signature over 8-bit bytes need not survive */
};

/* `from` stands at its start and is borrowed.  The entity was zeroed but for must_be_ascii; clear it, whatever came of it. */
wax_status wax__entity_begin(struct entity *, wax_source from, wax_error *);
wax_source wax__entity_source(struct entity *);     /* to be read once; borrows it */
void       wax__entity_clear(struct entity *);

#endif
