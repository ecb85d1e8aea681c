/* call.h -- one client at work for `wax send`: made from the arguments, turned beside signals, ended.
 *
 * Knows the client, its loop, its password and the time that was given; not what is sent, nor what is said about it.
 */
#ifndef WAX_CMD_CALL_H
#define WAX_CMD_CALL_H

#include "events.h"
#include "password.h"
#include "send_args.h"

#include <wax/wax.h>

/* Zeroed but for the first two, it has not begun. */
struct call {
    const struct send_args *args;
    struct outcome  *outcome;
    int64_t          deadline_ms;
    struct password  password;
    wax_tls         *tls;
    wax_loop        *loop;
    wax_client      *client;
    struct events    events;
    bool             has_kept_token;    /* it was good when it was got, and may have been withdrawn */
    int              signals;           /* where they are read; -1: they can't be */
    int              signal;            /* that ended it; 0: none */
};

/* Each of these says in the outcome what went wrong. */
void call_demand(struct call *);                        /* what TLS must prove, from the files that say it; the clock runs from here */
void call_get_password(struct call *, bool is_fresh);   /* from wherever it is kept */
void call_begin(struct call *);                         /* signals are caught, and there is a loop */
bool call_make_client(struct call *);                   /* false: the time was over.  Forgets the password */

void call_restart_clock(struct call *);
void call_turn(struct call *, int timeout_ms);          /* waits for the socket, a signal or the time; a signal cancels; -1: any time */
bool call_may_try_fresh_token(const struct call *, const wax_error *);
void call_end(struct call *);

#endif
