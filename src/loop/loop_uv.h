/* loop_uv.h -- what a wax_loop is inside this folder. */
#ifndef WAX_LOOP_LOOP_UV_H
#define WAX_LOOP_LOOP_UV_H

#include <uv.h>
#include <wax/loop.h>

uv_loop_t *wax__loop_uv(wax_loop *);

#endif
