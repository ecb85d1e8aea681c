/* shaky.h -- a server on loopback that breaks off, refuses and forgets to answer, by the throw of dice, and keeps a book of what it did.
 *
 * Knows of mails only what their envelopes say: m7@example.org sends the seventh, r0.m7@example.net is its first recipient.  Shares no code with wax, so that
 * an error of ours can't cancel out here.  Promise: what the book says was taken was taken, whole, and no word of it came from another mail.
 */
#ifndef WAX_SOAK_SHAKY_H
#define WAX_SOAK_SHAKY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RECIPIENTS = 3 };        /* of one mail, at most */

/* What a throw of the dice may bring. */
enum fault { FAULT_NONE, FAULT_4XX, FAULT_5XX, FAULT_421, FAULT_CLOSED, FAULT_RESET, FAULT_HALF_A_REPLY, FAULT_KINDS };

/* Of one recipient of one mail. */
struct entry {
    uint8_t taken;              /* how often */
    bool    was_deferred, was_refused;      /* a 4xx or 5xx was said of it, of its sender or of the whole */
};

struct shaky;
struct pki_cert;

/* The same seed throws the same dice; with a certificate it is TLS from the first byte.  NULL: no socket or memory. */
struct shaky       *shaky_open(size_t mails, uint64_t seed, const struct pki_cert *or_null);
unsigned            shaky_port(const struct shaky *);
void                shaky_close(struct shaky *);                    /* waits for every connection to end; the book stays */
const struct entry *shaky_entry(const struct shaky *, size_t mail, size_t recipient);
size_t              shaky_faults(const struct shaky *, enum fault);
size_t              shaky_silences(const struct shaky *);           /* how often a mail was taken and that was not said */
const char         *shaky_complaint(const struct shaky *);          /* of a mail that was not as it should be; "" when there was none */
void                shaky_free(struct shaky *);                     /* closed */

size_t shaky_body(char *to, size_t room, size_t mail);              /* what the mail of that number has to be; its length */

#endif
