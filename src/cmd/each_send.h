/* each_send.h -- many mails over one connection at a time, some of them under way at once.
 *
 * Knows the call and the mails; what became of each goes to the results.  Promises: a bounded number of mails is in memory; a mail goes a second time only
 * when the first certainly sent nothing for it, and only after the server has answered for another; a run that gets nowhere ends.
 */
#ifndef WAX_CMD_EACH_SEND_H
#define WAX_CMD_EACH_SEND_H

#include "call.h"
#include "each_log.h"
#include "each_results.h"

/* The largest mail says how many may be under way at once.  With a log, rows that are settled there are passed over, and each is written down before it
 * may go. */
void each_send(struct call *, struct each_mails *, int64_t largest, struct each_log *or_null, struct each_results *);

#endif
