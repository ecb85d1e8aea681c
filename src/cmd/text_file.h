/* text_file.h -- a file that is text, whole in memory: what a mail says, or an invitation.
 *
 * Knows how files are read and how large a text may be; whether it is UTF-8 is the library's to say.
 */
#ifndef WAX_CMD_TEXT_FILE_H
#define WAX_CMD_TEXT_FILE_H

#include "outcome.h"

#include <stdint.h>

char *text_file_read(const char *path, int64_t deadline_ms, struct outcome *);      /* to be freed; NULL, and the outcome says why */

#endif
