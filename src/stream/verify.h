/* verify.h -- a certificate that does not prove what was demanded, as a sentence.
 *
 * OpenSSL decides; this only explains.  Promise: the callback never turns a no into a yes.
 */
#ifndef WAX_STREAM_VERIFY_H
#define WAX_STREAM_VERIFY_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <wax/status.h>

/* As the SSL's verify callback; its app data is a struct proof. */
int wax__verify_explain(int good, X509_STORE_CTX *);

/* One line of a certificate's name: its common name, else the whole.  Always terminated, printable. */
void wax__verify_name(char *to, size_t size, const X509_NAME *);

void wax__verify_date(char *to, size_t size, const ASN1_TIME *);   /* "2031-05-01 12:00 UTC" */

/* The hosts that it is for, dNSName and iPAddress, as many as fit. */
void wax__verify_hosts(char *list, size_t size, X509 *);

#endif
