/* wax_client.h -- the client's own struct, for its setters (settings.c), its work (client.c) and the call that blocks (blocking.c). */
#ifndef WAX_CLIENT_WAX_CLIENT_H
#define WAX_CLIENT_WAX_CLIENT_H

#include "buf.h"
#include "lane.h"
#include "pace.h"
#include "recall.h"
#include "terms.h"
#include "turns.h"

#include <wax/client.h>

struct timer;

struct wax_client {
    wax_loop        *own_loop;          /* NULL: it is the application's */
    struct terms     terms;
    struct recall    recall;            /* where the server's name led */
    wax_tls         *strict;            /* the demand of a user who made none */
    int64_t          timeout_ms, idle_ms;
    void           (*progress)(void *user, int64_t sent, int64_t size);
    void            *progress_user;
    int64_t          progress_told;

    unsigned         n_set;             /* how often the terms were set; a connection made under earlier ones is not used again */
    size_t           n_connections, n_per_connection;   /* at most; the second 0: no limit */
    size_t           n_bearable;        /* connections that the server has shown to bear; SIZE_MAX: not known */
    struct pace      per_second, per_minute;
    struct buf       own_lines;         /* that a check is to say, each with its NUL */
    wax_error        error;             /* the first failure of a setter, which stays; else of the last call */
    bool             is_of_setter;

    struct turns     waiting;
    struct job_queue settled;
    struct lane     *lanes;
    int64_t          due;               /* no message's time is over before: none is looked at sooner, however many there are */
    struct timer    *timer;
    struct wax_report *kept_report;     /* of the message that wax_send waits for; NULL: not yet */
    unsigned         depth;             /* calls of ours on the stack that must find the client there when they return */
    bool             is_freed;          /* inside one of them */
};

/* Whose error it is. */
wax_error *wax__client_setting(struct wax_client *);                /* for the failure of a setter */
bool       wax__client_is_misset(const struct wax_client *);
bool       wax__client_call(struct wax_client *);                   /* a call begins; false: a setter has failed, and the error says so */
wax_status wax__client_outcome(struct wax_client *, const wax_error *);     /* of that call */

wax_status wax__client_check(struct wax_client *, wax_error *);     /* do the settings go together? */
void       wax__client_settle(struct wax_client *, struct job *);       /* its report is whole */
void       wax__client_settle_failed(struct wax_client *, struct job *, const wax_error *);
void       wax__client_tell(struct wax_client *);                   /* callbacks: they may free the client */
void       wax__client_clear_settings(struct wax_client *);
struct job *wax__client_submit(struct wax_client *, unsigned submitter, wax_message *); /* NULL: see `error`; without a `done` its report is kept */
void       wax__client_enter(struct wax_client *);
void       wax__client_leave(struct wax_client *);                  /* the last one out frees what was freed */

#endif
