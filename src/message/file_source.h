/* file_source.h -- files and descriptors, as sources.
 *
 * Knows the file system; knows nothing of mail.  Promises: a file is open only while it is read, and is the same each time; a
 * descriptor stays its owner's; what can't seek is kept whole, in little memory, under no name that anyone else could open.
 */
#ifndef WAX_MESSAGE_FILE_SOURCE_H
#define WAX_MESSAGE_FILE_SOURCE_H

#include <wax/smtp.h>

wax_status wax__file_source(wax_source *, const char *path, wax_error *);       /* copies the path; opens nothing yet */
wax_status wax__descriptor_source(wax_source *, int fd, wax_error *);           /* from where it stands to its end; blocks when it can't seek */

#endif
