/* mail_digest.h -- by what a ready-made mail is known again: the hash of its bytes. */
#ifndef WAX_MAILBOX_MAIL_DIGEST_H
#define WAX_MAILBOX_MAIL_DIGEST_H

#include <wax/smtp.h>

enum { MAIL_DIGEST_LEN = 32 };      /* hexadecimal digits: half of SHA-256, more than chance or malice can meet */

/* Reads it to its end; the source is the caller's. */
wax_status mail_digest(wax_source, char to[MAIL_DIGEST_LEN + 1], wax_error *);

#endif
