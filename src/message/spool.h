/* spool.h -- what can be read only once, kept so that it can be read again: in memory up to a limit, then in a file without a name. */
#ifndef WAX_MESSAGE_SPOOL_H
#define WAX_MESSAGE_SPOOL_H

#include <sys/types.h>
#include <wax/smtp.h>

wax_status wax__spool(wax_source *, int fd, const char *name, wax_error *);     /* blocks until the end of fd */

wax_status wax__spool_source(wax_source *, wax_source from, const char *name, wax_error *);     /* likewise; borrows `from` for the call */

/* The same, put piece by piece by whoever makes it.  NULL: no memory. */
struct stored;

struct stored *wax__spool_begin(void);
wax_status     wax__spool_put(struct stored *, const void *, size_t, wax_error *);
wax_source     wax__spool_end(struct stored *);         /* what was put, from its start; owns it */
void           wax__spool_drop(struct stored *);        /* NULL: nothing */

/* A file that can seek, from `start` on.  Takes the descriptor when it succeeds; its own position is not touched. */
wax_status wax__stored_source(wax_source *, int fd, off_t start, wax_error *);

#endif
