/* send_mail.h -- the message that the arguments ask for. */
#ifndef WAX_CMD_SEND_MAIL_H
#define WAX_CMD_SEND_MAIL_H

#include "send_args.h"

#include <wax/message.h>

/* NULL, and the outcome says why: what can't be read, or breaks the rules of mail, is found before anybody is called. */
wax_message *send_mail_make(const struct send_args *, int64_t deadline_ms, struct outcome *);

/* The same, without looking whether it breaks the rules: for whoever looks himself. */
wax_message *send_mail_compose(const struct send_args *, int64_t deadline_ms, struct outcome *);

/* Likewise a ready-made one out of this source, which is freed with the message or at once; its envelope comes from where the arguments say. */
wax_message *send_mail_of(wax_source, const struct send_args *, struct outcome *);

#endif
