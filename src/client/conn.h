/* conn.h -- one connection's life: look up, connect, talk, goodbye.
 *
 * Knows sockets and time; the conversation is drive.h's.  Promise: it settles every delivery it was given, or says at its end that it
 * did not begin it; `moved` runs inside a turn, as the last thing done, so that it may free the connection.
 */
#ifndef WAX_CLIENT_CONN_H
#define WAX_CLIENT_CONN_H

#include "terms.h"

struct conn;
typedef void conn_fn(void *user);

struct conn *wax__conn_begin(const struct terms *, conn_fn *moved, void *user);     /* borrows the terms; NULL: no memory */
void wax__conn_free(struct conn *);             /* says goodbye as far as that goes at once; settles what is not settled */

void wax__conn_carry(struct conn *, wax_delivery *);    /* takes its turn; said from the next turn on */
void wax__conn_rest(struct conn *);                     /* nothing is carried, and nothing to come is known: memory is given back */
bool wax__conn_withdraw(struct conn *, wax_delivery *); /* false: too late */
void wax__conn_quit(struct conn *);                     /* nothing more will be carried */
void wax__conn_turn(struct conn *);                     /* all that can be done now, without calling `moved` */
void wax__conn_break(struct conn *, const wax_error *why);
void wax__conn_time_out(struct conn *, int64_t waited_ms);  /* the caller's patience is at its end */

bool wax__conn_is_idle(const struct conn *);    /* all is settled, and it waits for more */
bool wax__conn_is_over(const struct conn *);
bool                wax__conn_has_stopped(const struct conn *);     /* it got as far as it was to go */
const wax_stage    *wax__conn_stage(const struct conn *, size_t i);     /* in order, by wax__clock_us; NULL past the last */
const char         *wax__conn_peer(const struct conn *);    /* "192.0.2.1:587", or "" */
const wax_tls_info *wax__conn_tls(const struct conn *);     /* NULL in the clear */
size_t              wax__conn_lines_said(const struct conn *);      /* as wax_smtp_lines_said */
const wax_error    *wax__conn_error(const struct conn *);   /* why it is over; OK: as it should be */
bool                wax__conn_certificate(const struct conn *, size_t i, wax_certificate *to);  /* as wax_stream_certificate */
size_t              wax__conn_unsent(const struct conn *);  /* bytes said that wait for the wire */

#endif
