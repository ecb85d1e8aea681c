/* happy.h -- which address to try next, and when: the policy of Happy Eyeballs, RFC 8305 s.5.
 *
 * A plain struct and arithmetic: knows how many addresses there are, not what they are; the clock is an argument.  Attempts begin in
 * order, each `delay_ms` after the one before, and at once when one has failed.
 */
#ifndef WAX_CLIENT_HAPPY_H
#define WAX_CLIENT_HAPPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HAPPY_DELAY_MS = 250 };      /* s.5: "Connection Attempt Delay", the recommended value */

struct happy {
    size_t  n, begun, failed;
    int64_t delay_ms, due;          /* when the next attempt may begin */
};

struct happy wax__happy(size_t n, int64_t delay_ms, int64_t now);
bool    wax__happy_begin(struct happy *, int64_t now, size_t *which);   /* false: none is to begin now */
void    wax__happy_fail(struct happy *, int64_t now);                   /* one that was begun has failed */
int64_t wax__happy_due(const struct happy *);                           /* when to ask again; INT64_MAX: never */
bool    wax__happy_is_over(const struct happy *);                       /* all were tried, all have failed */

#endif
