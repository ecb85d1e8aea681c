/* login.h -- a login whose secret lies in a struct of ours already: it is shared, not copied for each connection. */
#ifndef WAX_SMTP_LOGIN_H
#define WAX_SMTP_LOGIN_H

#include "secret.h"

#include <wax/smtp.h>

/* As wax_smtp_set_login. */
void wax__smtp_share_login(wax_smtp *, const char *user, const struct secret *);

#endif
