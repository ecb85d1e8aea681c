/* private_file.h -- small files that are nobody else's business: read whole if they are private, replaced whole or not at all.
 *
 * Knows owners, modes and rename(2); does not know what the bytes mean.
 */
#ifndef WAX_CREDENTIALS_PRIVATE_FILE_H
#define WAX_CREDENTIALS_PRIVATE_FILE_H

#include "secret.h"

#include <wax/status.h>

enum { PRIVATE_FILE_MOST = 262144 };    /* a ~/.netrc of a thousand machines */

/* A regular file, which only we (or root) own and only its owner may read or write.  Otherwise false, and *why says what to do; `stage`
 * and `what` ("the netrc file") are for that sentence. */
bool private_file_read(struct secret *into, const char *path, const char *stage, const char *what, wax_error *why);

/* Mode 0600, by a new file beside it and rename: whoever reads it finds the old bytes or the new.  A symbolic link stays one.
 * 0, or errno. */
int  private_file_replace(const char *path, const void *bytes, size_t len);

#endif
