/* netrc_file.h -- a login from ~/.netrc, or from the file that NETRC or the caller names.
 *
 * Knows where the file is; its grammar is netrc.h's.  It is read when somebody asked for it, and never otherwise.
 */
#ifndef WAX_CREDENTIALS_NETRC_FILE_H
#define WAX_CREDENTIALS_NETRC_FILE_H

#include "password.h"

/* path NULL: $NETRC, else ~/.netrc.  user NULL: whoever the file names first for this host, told in password.user.  That nothing fits is an error. */
void password_from_netrc(struct password *, const char *path, const char *host, const char *user, wax_error *why);

#endif
