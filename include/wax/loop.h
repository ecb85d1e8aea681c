/* loop.h -- one loop serves any number of clients; or your own loop serves ours.
 *
 * A loop runs callbacks only inside wax_loop_turn and wax_loop_run.  Not thread-safe: one thread at a time per loop.
 */
#ifndef WAX_LOOP_H
#define WAX_LOOP_H

#include <wax/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wax_loop wax_loop;

wax_loop *wax_loop_new(void *uv_loop_or_null);      /* your uv_loop_t (it must outlive this), or a private one */
void      wax_loop_free(wax_loop *);                /* after the clients on it; ends what still runs */
int       wax_loop_fd(const wax_loop *);            /* watch it for reading in any other kind of loop ... */
int       wax_loop_timeout_ms(const wax_loop *);    /* ... no longer than this (-1: no limit) ... */
void      wax_loop_turn(wax_loop *);                /* ... then call this: it does what is due and does not wait */
void      wax_loop_run(wax_loop *);                 /* blocks: turns until every message is settled */

#ifdef __cplusplus
}
#endif
#endif
