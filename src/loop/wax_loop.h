/* wax_loop.h -- the thin face over libuv: a clock, timers, and sockets to watch.
 *
 * For resolve and client, who never hold a libuv handle themselves.  Promise: what is freed calls nobody any more, at once and
 * inside its own callback too; the memory goes when libuv lets go of it.
 */
#ifndef WAX_LOOP_WAX_LOOP_H
#define WAX_LOOP_WAX_LOOP_H

#include <stdbool.h>
#include <wax/loop.h>

struct uv_loop_s;

struct uv_loop_s *wax__loop_uv(wax_loop *);
int64_t           wax__loop_now(wax_loop *);            /* milliseconds, only ever forward */
int64_t           wax__clock_us(void *unused);          /* a finer one, for measuring alone: microseconds, only ever forward */

void              wax__loop_wait(wax_loop *);           /* until something is due, and does it; returns when work has ended */

/* What wax_loop_run waits for: a message that is not settled. */
void wax__loop_begin_work(wax_loop *);
void wax__loop_end_work(wax_loop *);

/* -- one moment in time ------------------------------------------------------------------------------------- */

struct timer;
typedef void timer_fn(void *user);

struct timer *wax__timer_new(wax_loop *, timer_fn *, void *user);   /* NULL: no memory; it is not set yet */
void          wax__timer_at(struct timer *, int64_t ms);            /* of wax__loop_now; once; INT64_MAX: never */
void          wax__timer_free(struct timer *);

/* -- one socket --------------------------------------------------------------------------------------------- */

struct watch;
typedef void watch_fn(void *user);

struct watch *wax__watch_new(wax_loop *, int fd, watch_fn *, void *user);   /* NULL: no memory */
void          wax__watch_call(struct watch *, watch_fn *, void *user);      /* somebody else's from now on */
void          wax__watch_for(struct watch *, unsigned events);      /* POLLIN, POLLOUT, 0; until it is told otherwise */
void          wax__watch_free(struct watch *);                      /* then the socket may be closed */

#endif
