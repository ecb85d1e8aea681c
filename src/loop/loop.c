/* loop.c -- see <wax/loop.h>: a loop of our own, or the application's.
 *
 * Knows libuv's loop and nothing of what runs on it. */
#include "wax_loop_struct.h"

#include <stdlib.h>

enum { TURN_ROUNDS = 4 };       /* a turn ends even if each round gives rise to another */

/* libuv ends the whole process when it finds no descriptor for the pipe of its first loop; asked for a pipe, it only says no. */
static bool has_descriptors(void)
{
    uv_file pipes[2][2];
    uv_fs_t close;
    int n = 0;

    while (n < 2 && uv_pipe(pipes[n], 0, 0) == 0)
        n++;
    for (int i = 0; i < 2 * n; i++) {
        uv_fs_close(NULL, &close, pipes[i / 2][i % 2], NULL);
        uv_fs_req_cleanup(&close);
    }
    return n == 2;
}

wax_loop *wax_loop_new(void *uv)
{
    wax_loop *l = calloc(1, sizeof *l);

    if (!l)
        return NULL;
    l->uv = uv ? uv : &l->own;
    if (uv || (has_descriptors() && uv_loop_init(&l->own) == 0))
        return l;
    free(l);
    return NULL;
}

/* Freed timers and watches are handed back by libuv in its next round. */
void wax_loop_free(wax_loop *l)
{
    if (!l)
        return;
    if (l->uv == &l->own) {
        uv_run(l->uv, UV_RUN_NOWAIT);
        uv_loop_close(l->uv);
    }
    free(l);
}

struct uv_loop_s *wax__loop_uv(wax_loop *l)
{
    return l->uv;
}

int64_t wax__loop_now(wax_loop *l)
{
    uv_update_time(l->uv);
    return (int64_t)uv_now(l->uv);
}

void wax__loop_begin_work(wax_loop *l)
{
    l->n_working++;
}

int64_t wax__clock_us(void *unused)
{
    (void)unused;
    return (int64_t)(uv_hrtime() / 1000);
}

/* A round runs timers first and then waits for sockets: what a timer has ended must not be waited for. */
void wax__loop_end_work(wax_loop *l)
{
    l->n_working--;
    if (l->is_waiting)
        uv_stop(l->uv);
}

int wax_loop_fd(const wax_loop *l)
{
    return l ? uv_backend_fd(l->uv) : -1;
}

/* libuv tells the kernel of a changed watch at the beginning of its next round, so that round must not be waited for; before 1.44
 * uv_backend_timeout did not say so. */
int wax_loop_timeout_ms(const wax_loop *l)
{
    if (!l || !uv_loop_alive(l->uv))
        return -1;
    uv_update_time(l->uv);
    return l->has_changed ? 0 : uv_backend_timeout(l->uv);
}

void wax_loop_turn(wax_loop *l)
{
    for (int i = 0; l && i < TURN_ROUNDS; i++) {
        l->has_changed = false;
        uv_run(l->uv, UV_RUN_NOWAIT);
        if (!l->has_changed)
            return;
    }
}

void wax__loop_wait(wax_loop *l)
{
    l->is_waiting = true;
    uv_run(l->uv, UV_RUN_ONCE);
    l->is_waiting = false;
}

void wax_loop_run(wax_loop *l)
{
    while (l && l->n_working)
        wax__loop_wait(l);
}
