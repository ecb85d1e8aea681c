/* conceal.h -- keeps our secret out of what others say about us.
 *
 * A server may repeat a login in a refusal ("500 unknown command AUTH PLAIN AGFk..."), and its words go into errors, traces and logs.
 * Knows the secret as it is, any base64 that holds it, its hex digits, and the escapes of URLs, logs and JSON, also when the end of the text
 * cuts it short: what a server writes by habit.  UTF-16 is not among them, since a reply with a NUL is none.  Knows no
 * other disguise: who has the secret and wants it published needs no help of ours.
 */
#ifndef WAX_BASE_CONCEAL_H
#define WAX_BASE_CONCEAL_H

#include "secret.h"

enum { CONCEAL_LEAST = 4 };     /* bytes; fewer occur by chance, and hiding them would tell more than it hides */

/* Copies, with "<secret>" in the place of each; says how many bytes were written, never more than `size`; not terminated. */
size_t wax__conceal(char *to, size_t size, const void *from, size_t len, const struct secret *);

bool   wax__secret_shows(const struct secret *, const void *, size_t len);

#endif
