/* sendmail_session.h -- `sendmail -bs`: SMTP on standard input and output, for a program that speaks it to its own machine.
 *
 * Knows the commands of RFC 5321 that such programs say; where mails go is sendmail_post.h's.  Promise: 250 to a mail means that the server
 * has accepted it for every recipient; nothing waits in between.  Nothing is said on standard error: nmh reads it together with the replies,
 * and would take a warning for one.
 */
#ifndef WAX_CMD_SENDMAIL_SESSION_H
#define WAX_CMD_SENDMAIL_SESSION_H

#include "sendmail_args.h"

void sendmail_session(const struct sendmail_args *, struct outcome *);

#endif
