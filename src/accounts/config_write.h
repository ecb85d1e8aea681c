/* config_write.h -- one line of a configuration file, written so that config_line.h reads what was meant.
 *
 * Knows when a value needs quotes.  Guarantee: one line is written, or none: a value that holds a line feed could become a line of its own.
 */
#ifndef WAX_ACCOUNTS_CONFIG_WRITE_H
#define WAX_ACCOUNTS_CONFIG_WRITE_H

#include "buf.h"

/* Indented, as in an account; value NULL: the key alone.  False: no memory, or more than a line. */
bool config_write(struct buf *, const char *key, const char *value);

#endif
