/* patience.h -- how long a source of secrets may keep us waiting.
 *
 * Deadlines are milliseconds of CLOCK_MONOTONIC, as everywhere in the command.
 */
#ifndef WAX_CREDENTIALS_PATIENCE_H
#define WAX_CREDENTIALS_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

int64_t patience_left_ms(int64_t deadline_ms);              /* 0 or less: it is over */
bool    patience_readable(int fd, int64_t deadline_ms);     /* waits for something to read, or an end; false: it is over */

#endif
