/* moment.h -- what a mail takes from its moment and not from its author: the time and a random number; and the texts made of them.
 *
 * Knows how Date and ids are written (RFC 5322 s.3.3, 3.6.4); where time and randomness come from is the platform's file.
 */
#ifndef WAX_MESSAGE_MOMENT_H
#define WAX_MESSAGE_MOMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <wax/status.h>

struct moment {
    int64_t  unix_seconds;
    int      utc_offset_minutes;
    uint64_t random[2];
};

enum { DATE_SIZE = 64, RANDOM_SIZE = 33 };

wax_status wax__moment_now(struct moment *, wax_error *);                       /* the platform's */
wax_status wax__moment_fixed(struct moment *, int64_t unix_seconds, int utc_offset_minutes, uint64_t seed, wax_error *);

void wax__moment_date(char to[DATE_SIZE], const struct moment *);               /* "Tue, 01 Jul 2003 10:52:37 +0200" */
void wax__moment_random(char to[RANDOM_SIZE], const struct moment *);           /* 32 hexadecimal digits */

#endif
