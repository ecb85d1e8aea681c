/* lane.h -- one of a client's connections, with the messages that it carries.
 *
 * Knows what has become of what was entrusted to the connection, and which of it may be tried again over another one: only what certainly was
 * not sent.  Which message goes where is pool.c's.  A lane that is free has no connection.
 */
#ifndef WAX_CLIENT_LANE_H
#define WAX_CLIENT_LANE_H

#include "job.h"

struct conn;
struct wax_client;

struct lane {
    struct lane       *next;
    struct wax_client *client;
    struct conn       *conn;            /* NULL: free */
    unsigned           n_set;           /* the client's, when the connection was begun: under other terms it takes nothing more */
    struct channel    *channel;         /* as reports show it; NULL: nothing is carried */
    struct job_queue   carried;
    size_t             n_carried, n_given, n_answered;     /* now; and since the connection was begun: given to it, answered by the server */
    bool               is_parting;      /* QUIT is said, or will be with the last */
    bool               wants_turn;      /* there is something to say: of a message that it was given, or that was taken back, or QUIT */
    bool               was_left;        /* a message was taken back from it: if it ends, that is our doing */
    bool               was_ready;       /* its server took a conversation as far as the first mail */
    int64_t            idle_since;      /* INT64_MAX: it is not */
};

bool wax__lane_begin(struct lane *);                    /* a free one; false: no memory */
bool wax__lane_carry(struct lane *, struct job *);      /* said with the next turn; false: it was not taken, and waits again or is settled */
void wax__lane_part(struct lane *);                     /* nothing more will be carried */
void wax__lane_turn(struct lane *);                     /* all that can be done now; it may be free afterwards */
void wax__lane_collect(struct lane *);                  /* settles what can be settled; it may be free afterwards */
void wax__lane_break(struct lane *, const wax_error *why);
bool wax__lane_withdraw(struct lane *, const struct job *);     /* it carries it; false: it can't be taken back any more */
void wax__lane_time_out(struct lane *, int64_t waited_ms);
void wax__lane_end(struct lane *);                      /* frees the connection, whatever it carries */
bool wax__lane_is_idle(const struct lane *);

#endif
