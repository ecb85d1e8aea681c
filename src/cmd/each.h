/* each.h -- `wax send --each`: a mail for every row of a table, or every mail of a mailbox. */
#ifndef WAX_CMD_EACH_H
#define WAX_CMD_EACH_H

#include "send_args.h"

/* Every mail is made and found to be good before the first one goes anywhere.  The exit code. */
int each_run(const struct send_args *);

#endif
