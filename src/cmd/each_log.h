/* each_log.h -- --resume: a file that remembers what became of each row, so that an interrupted run goes on without sending anything twice.
 *
 * Knows lines such as "17 0f3a... sent"; knows no mail and no server.  A row is written down before it is sent ("begun") and when it is settled; what was
 * begun and not settled when a run was cut off may have been sent.  Promise: after a successful sync this is on the disk.
 */
#ifndef WAX_CMD_EACH_LOG_H
#define WAX_CMD_EACH_LOG_H

#include "each_mails.h"
#include "each_verdict.h"

struct each_log;

enum each_past { PAST_OPEN, PAST_SETTLED, PAST_UNCERTAIN };     /* may be sent; was sent or refused for good; may have been sent */

/* Made if it is not there; nobody else may use it meanwhile.  NULL, and the outcome says why. */
struct each_log *each_log_open(const char *path, struct outcome *);
void             each_log_close(struct each_log *);

/* Holds every row against what was written about it: a table that was changed meanwhile is refused. */
void             each_log_check(const struct each_log *, struct each_mails *, struct outcome *);
enum each_past   each_log_past(const struct each_log *, int64_t row);

void             each_log_begin(struct each_log *, int64_t row, const char *digest);
void             each_log_settle(struct each_log *, int64_t row, const char *digest, enum verdict);
bool             each_log_sync(struct each_log *, struct outcome *);    /* all that was written; false: it is not */

#endif
