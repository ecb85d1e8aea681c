/* watch.h -- the thin face over libuv: a descriptor to wait on, a moment to wait for.
 *
 * Knows libuv and nothing of what is waited for.  Promise: after _free no callback runs any more, also when it is called from inside
 * one; libuv's own memory is given back in the next turn.
 */
#ifndef WAX_LOOP_WATCH_H
#define WAX_LOOP_WATCH_H

#include <wax/loop.h>

enum { WATCH_READ = 1, WATCH_WRITE = 2 };

struct watch;
typedef void watch_fn(void *user);
struct watch *wax__watch_new(wax_loop *, int fd, watch_fn *, void *user);   /* waits for nothing yet; NULL: it can't */
void          wax__watch_for(struct watch *, unsigned events);              /* WATCH_READ | WATCH_WRITE, 0: nothing */
void          wax__watch_free(struct watch *);                              /* the descriptor may be closed at once */

struct timer;
typedef void timer_fn(void *user);
struct timer *wax__timer_new(wax_loop *, timer_fn *, void *user);
void          wax__timer_at(struct timer *, int64_t ms);                    /* of wax__loop_now; INT64_MAX: never */
void          wax__timer_free(struct timer *);

int64_t wax__loop_now(const wax_loop *);        /* milliseconds of a clock that only goes forward */
void    wax__loop_turn_once(wax_loop *);        /* blocks until something was due, and does it */

#endif
