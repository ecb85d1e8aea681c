/* each_verdict.h -- what became of a row's mail, in one word; and what that means for the others.
 *
 * Knows reports and nothing of rows.  Promise: what may have arrived is never called unsent.
 */
#ifndef WAX_CMD_EACH_VERDICT_H
#define WAX_CMD_EACH_VERDICT_H

#include "exit_code.h"

#include <stdbool.h>
#include <wax/client.h>

enum verdict {
    VERDICT_UNSENT,         /* nothing was sent for it: it may go another time */
    VERDICT_DEFERRED,       /* the server: not now */
    VERDICT_REFUSED,        /* the server: never */
    VERDICT_UNCERTAIN,      /* it may have arrived: nobody must send it again unasked */
    VERDICT_PARTIAL,        /* some of its recipients have it */
    VERDICT_SENT,
    N_VERDICTS
};

const char  *each_verdict_word(enum verdict);
enum verdict each_verdict_of(const wax_report *);

/* The server, the channel or the login is at fault, or we were told to stop: the next mail would fare no better. */
bool each_verdict_ends_run(enum verdict, const wax_error *);

/* Which of two exit codes is the worse news for somebody who sent many: what may arrive twice, then what does not go away by itself. */
enum exit_code each_verdict_worse(enum exit_code, enum exit_code);

#endif
