/* posix.h -- what the system said, in a sentence. */
#ifndef WAX_MESSAGE_POSIX_H
#define WAX_MESSAGE_POSIX_H

#include <wax/status.h>

/* "the file X cannot be opened: No such file or directory", from errno. */
wax_status wax__posix_fail(wax_error *, wax_status, const char *what, const char *name, const char *happened);

#endif
