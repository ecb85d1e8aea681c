/* path.h -- may these characters stand in a command?  Mailboxes, EHLO names, parameters.
 *
 * Knows the grammar of RFC 5321 s.4.1.2 and 4.1.3, with UTF-8 as RFC 6531 s.3.3 adds it.  Promise: it changes nothing.  What it
 * passes holds no CR, LF, NUL, bare space or bracket, so it can't end its command or begin another.
 */
#ifndef WAX_SMTP_PATH_H
#define WAX_SMTP_PATH_H

#include "buf.h"

#include <wax/status.h>

/* E_USAGE with the sentence.  `role` names it there: "sender", "recipient".  "" is refused; the null sender is the caller's case. */
wax_status wax__path_check(const char *mailbox, const char *role, wax_error *);
wax_status wax__path_check_name(const char *ehlo_name, wax_error *);    /* a domain or an address literal */

/* xtext, RFC 3461 s.4: appended. False: no memory. */
bool wax__path_xtext(struct buf *, const char *text);

/* utf-8-addr-xtext, RFC 6533 s.3: ASCII, whatever the address was; `utf8` is well-formed. */
bool wax__path_utf8_xtext(struct buf *, const char *utf8);

#endif
