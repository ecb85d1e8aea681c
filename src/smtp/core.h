/* core.h -- the conversation's own struct, and the words its files share.
 *
 *   core.c    the crank: whose move is it, one state to the next, the public calls
 *   say.c     one function a command          hear.c     one function a reply of the conversation
 *   talk.c    what is said next in READY      account.c  one function a reply of a delivery
 *   frame.c   the body as DATA or BDAT        gate.c     the one door from the clear to READY
 *   timing.c  how long each stage took        stop.c     as far as it was to go, and no further
 *   withdraw.c  a message that is taken back   own_line.c  what the caller wants said besides
 */
#ifndef WAX_SMTP_CORE_H
#define WAX_SMTP_CORE_H

#include "buf.h"
#include "delivery.h"
#include "epoch.h"
#include "stages.h"

#include <wax/smtp.h>

struct wax_smtp {
    char            *host, *name;       /* theirs, for sentences; ours, for EHLO */
    bool             is_lmtp;
    wax_tls_mode     tls;
    bool             has_login;
    struct credentials login;
    char            *wish;              /* for a mechanism; NULL: the strongest */
    wax_trace_fn    *trace;
    void            *trace_user;

    enum state       state;
    bool             has_begun;
    bool             has_spoken;        /* what this state says is said */
    struct epoch     epoch;
    wax_error        why;               /* the first error; set exactly when the state is GIVE_UP or a setter failed */

    struct buf       out;               /* said, not yet taken by the wire */
    size_t           line_at;           /* in it: where the command begins that is being made */
    bool             out_holds_secret;
    bool             keeps_room;        /* when it idles */
    uint64_t         n_said, n_sent;    /* bytes, since the first */

    struct wax_delivery *first, *last;  /* handed over and not settled, in order */
    struct wax_delivery *speaking;      /* the one that is being said; NULL between two */
    struct wax_delivery *unsaid;        /* the first that was not begun */
    bool             needs_rset;        /* what was said last may have left a transaction open */
    uint64_t         n_mails;           /* MAILs said */
    bool             wants_quit;
    wax_stop         stop;
    bool             has_stopped;
    struct buf       own_lines;         /* to be said behind all else, each with its NUL */
    size_t           n_own_said;

    bool             has_clock;
    int64_t          now, heard_at, wrote_at;   /* milliseconds of the caller's clock */

    wax_clock_fn    *clock;             /* of the stages; NULL: nothing is timed */
    void            *clock_user;
    bool             is_in_step, is_in_batch, has_read_clock;   /* it is read once for all that is said in one step, and for all that came at a time */
    int64_t          read_us;
    struct stages    stages;
};

/* core.c */
void       wax__give_up(struct wax_smtp *);     /* c->why says why; it befalls all that is not settled */
void       wax__trace(struct wax_smtp *, wax_trace_kind, const void *text, size_t len);
void       wax__expect(struct wax_smtp *, enum state line, size_t rcpt);    /* a reply to what was just said */
bool       wax__put(struct wax_smtp *, const void *, size_t);               /* bytes on their way out; false: given up */

/* stop.c: a conversation that goes no further than it was to. */
bool       wax__stops(struct wax_smtp *, wax_stop);     /* here? then it has stopped */
bool       wax__probe_is_over(const struct wax_smtp *, const struct wax_delivery *);    /* all is said of it that is to be said */
enum state wax__end_probe(struct wax_smtp *, struct wax_delivery *);    /* STAY: let go of it; READY: answers are due; CLOSED: that is all */

/* own_line.c */
bool       wax__has_own_line(const struct wax_smtp *);      /* that is not said yet */
enum state wax__goodbye(const struct wax_smtp *);   /* OWN_LINE, where there is one for here; QUIT; READY: answers are due before */

/* timing.c: without a clock they do nothing. */
void       wax__time_step(struct wax_smtp *, bool begins);                              /* a step begins, or ends */
void       wax__time_heard(struct wax_smtp *, bool has_more);                          /* a reply; of what came with it there is more */
void       wax__time_goes_by(struct wax_smtp *);                                        /* inside a step: somebody else was at work, a body's source */
void       wax__time_state(struct wax_smtp *);                                          /* the state is another one now */
void       wax__time_begin(struct wax_smtp *, struct wax_delivery *, const char *stage);    /* once: begun again, it goes on */
void       wax__time_end(struct wax_smtp *, struct wax_delivery *, const char *stage);      /* ended again, it ends later */
void       wax__time_settled(struct wax_smtp *, struct wax_delivery *);

/* talk.c */
enum state wax__next_line(struct wax_smtp *);   /* what is said next in READY; READY itself: nothing, for now */
void       wax__sweep(struct wax_smtp *);       /* lets go of deliveries of which nothing is due any more */

/* gate.c */
enum state wax__gate(struct wax_smtp *);        /* from STAY_CLEAR */

/* say.c, frame.c: one function a command.  hear.c, account.c: one function a reply. */
void say_nothing(struct wax_smtp *);
void await_greeting(struct wax_smtp *);
void say_hello(struct wax_smtp *);
void say_helo(struct wax_smtp *);
void say_starttls(struct wax_smtp *);
void say_auth(struct wax_smtp *);
void say_quit(struct wax_smtp *);
void say_own_line(struct wax_smtp *);
void say_mail(struct wax_smtp *);
void say_rcpt(struct wax_smtp *);
void say_data(struct wax_smtp *);
void say_chunk(struct wax_smtp *);
void say_body(struct wax_smtp *);
void say_rset(struct wax_smtp *);

typedef enum state hears(struct wax_smtp *, const struct entry *, const struct reply *);
hears on_greeting, on_secure_greeting, on_clear_hello, on_helo, on_starttls, on_secure_hello, on_auth, on_authed_hello, on_own_line, on_quit;
hears on_mail, on_rcpt, on_data, on_chunk, on_end, on_rset;

#endif
