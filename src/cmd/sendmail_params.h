/* sendmail_params.h -- what stands behind the path of MAIL and RCPT, for `sendmail -bs`.
 *
 * Knows the parameters that EHLO offers, and what each may be: BODY (RFC 6152), SIZE (RFC 1870), and DSN's (RFC 3461 s.4).  Promise: what is kept may be asked of
 * a server; the first fault is told, with its number.
 */
#ifndef WAX_CMD_SENDMAIL_PARAMS_H
#define WAX_CMD_SENDMAIL_PARAMS_H

#include "intake_list.h"

#include <wax/smtp.h>

enum { PARAM_MOST = 700 };      /* of a value, with its NUL: RFC 3461 s.5.4 has 500 for the longest */

/* By the ask that each becomes; "": not said. */
struct sendmail_params {
    char asked[WAX_ASK_ENVID + 1][PARAM_MOST];
};

/* NULL: all were understood; else the reply.  is_mail: MAIL's; else RCPT's. */
const char *sendmail_params_read(struct sendmail_params *, struct span words, bool is_mail);

#endif
