/* smime_certificate.h -- whose certificates an S/MIME mail is made with: read from PEM, and found good for it (RFC 8550).
 *
 * Knows files and certificates, no mail.  A file that the user names is believed; what is refused is a certificate that receivers would not
 * take, or that is another person's.
 */
#ifndef WAX_SIGN_SMIME_CERTIFICATE_H
#define WAX_SIGN_SMIME_CERTIFICATE_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <wax/status.h>

/* What they are for. */
enum smime_use { SMIME_SIGNS, SMIME_READS };

/* The first in the file, which must be good for that use; the others, of who signed it, into `chain` where that is wanted.  The caller's to free. */
wax_status wax__smime_read(const char *path, enum smime_use, X509 **, STACK_OF(X509) **or_null_chain, wax_error *);

/* Valid at that time. */
wax_status wax__smime_in_time(const X509 *, int64_t unix_seconds, wax_error *);

/* It names this mailbox, or no mailbox at all. */
bool wax__smime_is_for(X509 *, const char *mailbox);

#endif
