/* alternative_args.h -- further forms of a mail's text: --alternative TYPE=FILE, as often as there are such forms.
 *
 * Knows how one is written and where its text lies; which types may stand there the message knows.
 */
#ifndef WAX_CMD_ALTERNATIVE_ARGS_H
#define WAX_CMD_ALTERNATIVE_ARGS_H

#include "options.h"

#include <stdint.h>
#include <wax/message.h>

void alternative_args_check(const struct strings *, struct outcome *);      /* every problem is said */

/* Of those that were checked.  What can't be read the outcome says. */
void alternative_args_set(wax_message *, const struct strings *, int64_t deadline_ms, struct outcome *);

#endif
