/* secret.h -- a secret: a length and bytes, wiped when it goes, and with no way to print it.
 *
 * Promise: every copy this file makes is overwritten before its memory is given back.  Zeroed struct: no secret.
 */
#ifndef WAX_BASE_SECRET_H
#define WAX_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct secret {
    uint8_t *bytes;
    size_t   len;
};

bool wax__secret_set(struct secret *, const void *, size_t len);    /* copies; the old one is wiped; false: no memory */
void wax__secret_clear(struct secret *);
void wax__wipe(void *, size_t len);                                 /* overwrites, whatever the optimiser thinks; NULL is fine */

#endif
