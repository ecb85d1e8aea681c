/* config_write.h -- one line of a configuration file, written so that config_line.h reads what was meant.
 *
 * Knows when a value needs quotes.  A value can't hold a line feed: what does is cut there by nobody, so the caller looks first.
 */
#ifndef WAX_ACCOUNTS_CONFIG_WRITE_H
#define WAX_ACCOUNTS_CONFIG_WRITE_H

#include "buf.h"

bool config_write(struct buf *, const char *key, const char *value);   /* indented, as in an account; value NULL: the key alone */

#endif
