/* job.h -- one message that was submitted: from the call to the report.
 *
 * Knows the message and its delivery; who carries it, and when its time is over, is the client's.
 */
#ifndef WAX_CLIENT_JOB_H
#define WAX_CLIENT_JOB_H

#include "report.h"

struct job {
    wax_message       *message;         /* the caller's */
    wax_message_facts  facts;
    wax_done_fn       *done;            /* NULL: wax_send waits for it */
    void              *user;
    struct wax_report *report;
    int64_t            began, timeout_ms;   /* 0: no end */
    int64_t            began_us;            /* the same moment, by wax__clock_us */
    wax_source         source;          /* of the message, while it is read */
    int64_t            n_read, size;    /* size: of the form that is read */
    unsigned           submitter;       /* below LIMIT_SUBMITTERS */
    struct job        *next;
};

/* NULL with the sentence: it can't be sent as it is, or there is no memory. */
struct job *wax__job_new(wax_message *, wax_error *);
void        wax__job_free(struct job *);

int64_t wax__job_deadline(const struct job *);          /* INT64_MAX: none */
wax_delivery *wax__job_delivery(const struct job *);
bool    wax__job_pack(struct job *, wax_error *);       /* opens the message for its delivery */
void    wax__job_unpack(struct job *);                  /* lets go of the message */
void    wax__job_renew(struct job *);                   /* that too, and it may be packed again, as if nobody had carried it */

/* A queue of them, in order. */
struct job_queue {
    struct job *first, *last;
};

void        wax__job_put(struct job_queue *, struct job *);
struct job *wax__job_take(struct job_queue *);          /* the first; NULL: there is none */
int64_t     wax__job_soonest(const struct job_queue *); /* the first deadline among them; INT64_MAX: none */
void        wax__job_put_before(struct job_queue *these, struct job_queue *those);  /* these go to the front of those; then these is empty */

#endif
