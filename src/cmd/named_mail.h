/* named_mail.h -- the envelope of a ready-made mail: out of the options, or out of its own header where that was asked for.
 *
 * Knows addresses and the intake, which reads a header; talks to nobody.  Promise: a mail that is sent to whom its header names leaves without its Bcc.
 */
#ifndef WAX_CMD_NAMED_MAIL_H
#define WAX_CMD_NAMED_MAIL_H

#include "send_args.h"

#include <wax/message.h>

void named_mail_by_options(wax_message *, const struct send_args *, struct outcome *);

/* The mail as well, whose source is the message's from then on, whatever comes out.  A sender among the options counts before the header's. */
void named_mail_by_header(wax_message *, const struct send_args *, wax_source, struct outcome *);

#endif
