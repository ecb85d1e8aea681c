/* config.h -- the parts of `wax config`: each says what it found on standard output, and what is wrong through the outcome. */
#ifndef WAX_CMD_CONFIG_H
#define WAX_CMD_CONFIG_H

#include "account_use.h"

void config_check(struct outcome *);                            /* both files, every account, every fault */
void config_show(const char *name_or_null, struct outcome *);   /* what would be used, and which line says it; nothing secret */

bool config_has_msmtp(void);        /* the user has such a file */

/* The accounts of an msmtprc, on standard output or, with is_written, in the user's file; what could not be said is told by line.  path
 * NULL: where msmtp looks. */
void config_import_msmtp(const char *path, bool is_written, struct outcome *);

#endif
