/* pin.h -- the SHA-256 of a certificate or of its public key: as text, as bytes, and of one that a peer showed.
 *
 * Knows how a pin is written; knows no demand and decides nothing about trust.
 */
#ifndef WAX_STREAM_PIN_H
#define WAX_STREAM_PIN_H

#include "demand.h"

#include <openssl/types.h>

enum { PIN_TEXT = 72 };         /* "cert-sha256:" and base64, and what is to spare */

/* "cert-sha256:" or "key-sha256:", then base64 (RFC 4648), or hexadecimal digits with or without colons between the bytes. */
bool wax__pin_parse(struct tls_pin *, const char *text);
void wax__pin_text(char to[PIN_TEXT], const struct tls_pin *);

/* The public key is taken with its algorithm (SubjectPublicKeyInfo), as RFC 7469 and everyone after it do.  False for want of memory. */
bool wax__pin_of(struct tls_pin *, const X509 *, bool is_of_key);

#endif
