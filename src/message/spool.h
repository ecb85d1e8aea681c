/* spool.h -- what can be read only once, kept so that it can be read again: in memory up to a limit, then in a file without a name. */
#ifndef WAX_MESSAGE_SPOOL_H
#define WAX_MESSAGE_SPOOL_H

#include <sys/types.h>
#include <wax/smtp.h>

wax_status wax__spool(wax_source *, int fd, const char *name, wax_error *);     /* blocks until the end of fd */

wax_status wax__spool_source(wax_source *, wax_source from, const char *name, wax_error *);     /* likewise; borrows `from` for the call */

/* A file that can seek, from `start` on.  Takes the descriptor when it succeeds; its own position is not touched. */
wax_status wax__stored_source(wax_source *, int fd, off_t start, wax_error *);

#endif
