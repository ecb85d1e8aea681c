/* ready_made.h -- a ready-made mail, wherever it comes from, as a descriptor that can be read twice.
 *
 * Knows files, pipes and terminals; does not look into the mail.  What can't rewind is copied into a file without a name, which
 * only we can read and which is gone when we are.
 */
#ifndef WAX_CMD_READY_MADE_H
#define WAX_CMD_READY_MADE_H

#include "outcome.h"

#include <stdint.h>

bool ready_made_is_typed(const char *path);      /* "-" and a person at a terminal: nobody's clock runs then */

/* "-" is standard input.  -1, and the outcome says why; else it is the caller's to close. */
int ready_made_open(const char *path, int64_t deadline_ms, struct outcome *);

#endif
