/* aliases_file.h -- the text of /etc/aliases, or of the file that WAX_ALIASES names.
 *
 * Knows where the file is; what stands in it is intake_aliases.h's.
 */
#ifndef WAX_CMD_ALIASES_FILE_H
#define WAX_CMD_ALIASES_FILE_H

#include <stddef.h>

/* To be freed; NULL: there is none that can be read, and nobody has an alias.  WAX_ALIASES empty: likewise. */
char *aliases_file_read(size_t *len);

#endif
