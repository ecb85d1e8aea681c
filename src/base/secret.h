/* secret.h -- a secret: a length and bytes, wiped when it goes, and with no way to print it.
 *
 * Promise: every copy this file makes is overwritten before its memory is given back, and lies on pages of its own, which the system
 * is asked to leave out of core files: also in a program that is not ours.  Zeroed struct: no secret.
 */
#ifndef WAX_BASE_SECRET_H
#define WAX_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct secret {
    uint8_t *bytes;     /* of wax__secret_room; NUL behind the last */
    size_t   len;
};

bool wax__secret_set(struct secret *, const void *, size_t len);    /* copies; the old one is wiped; false: no memory */
bool wax__secret_room(struct secret *, size_t len);                 /* bytes to be written; the old one is wiped; false: no memory, the old one stays */
void wax__secret_share(struct secret *, const struct secret *of);   /* the same bytes, wiped with the last who holds them; within one thread */
void wax__secret_clear(struct secret *);
void wax__wipe(void *, size_t len);                                 /* overwrites, whatever the optimiser thinks; NULL is fine */

#endif
