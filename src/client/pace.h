/* pace.h -- never more than so many in any second, nor in any minute.
 *
 * Knows times that are told to it, in milliseconds; waits for nobody.  Promise: it is exact, for every second and minute that one could choose,
 * since it remembers when the last so many went.
 */
#ifndef WAX_CLIENT_PACE_H
#define WAX_CLIENT_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed: no limit. */
struct pace {
    size_t   most;          /* in that time; 0: no limit */
    int64_t  within_ms;
    int64_t *at;            /* when each of the last `most` went, in a ring */
    size_t   next, n;
};

bool    wax__pace_set(struct pace *, size_t most, int64_t within_ms);       /* false: no memory, and nothing was changed */
int64_t wax__pace_until(const struct pace *);       /* when one more may go; INT64_MIN: at any time */
void    wax__pace_go(struct pace *, int64_t now);
void    wax__pace_clear(struct pace *);

#endif
