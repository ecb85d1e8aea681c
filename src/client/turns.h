/* turns.h -- the messages that wait, each submitter's in order, and whose turn it is.
 *
 * Knows jobs by who submitted them; carries nothing.  Promise: whoever waits is passed over at most once by each other submitter, however much those
 * have brought.
 */
#ifndef WAX_CLIENT_TURNS_H
#define WAX_CLIENT_TURNS_H

#include "job.h"
#include "limit.h"

/* Zeroed: nobody waits.  Most clients have one submitter, and thousands may stand in one program. */
struct turns {
    struct job_queue *of;       /* of each submitter up to the highest who came */
    unsigned          n_of;
    unsigned          next;     /* whose turn it is */
    size_t            n;        /* of all */
};

bool        wax__turns_room(struct turns *, unsigned submitter);        /* a queue for this one, from now on; false: no memory */
void        wax__turns_clear(struct turns *);                           /* nobody waits any more */
void        wax__turns_put(struct turns *, struct job *);               /* after room: behind its submitter's others */
void        wax__turns_put_back(struct turns *, struct job_queue *);    /* before them, in this order; then it is empty */
struct job *wax__turns_take(struct turns *);                            /* whose turn it is; NULL: nobody waits */

/* Takes every one out for which `fits` says so, and gives it to `take`, in each submitter's order. */
typedef bool turns_fits(const struct job *, void *user);
typedef void turns_taken(struct job *, void *user);
void        wax__turns_sift(struct turns *, turns_fits *, turns_taken *, void *user);

int64_t     wax__turns_deadline(const struct turns *);                  /* the soonest; INT64_MAX: none */

#endif
