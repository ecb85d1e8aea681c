/* wax_loop_struct.h -- the loop's own struct, for the files of this folder. */
#ifndef WAX_LOOP_STRUCT_H
#define WAX_LOOP_STRUCT_H

#include "wax_loop.h"

#include <uv.h>

struct wax_loop {
    uv_loop_t *uv;
    uv_loop_t  own;             /* unless it is the application's */
    size_t     n_working;
    bool       is_waiting;      /* in a round of ours, which uv_stop may end; the application's are not ours to end */
    bool       has_changed;     /* a watch, since the last round began */
};

#endif
