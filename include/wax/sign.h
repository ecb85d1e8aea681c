/* sign.h -- a mail that proves where it comes from.
 *
 * Setters of a wax_message, for composed and ready-made mails alike: they return nothing, the first failure sticks, and wax_message_check or the
 * send reports it.  All strings are copied and keys are read when the setter is called, which blocks on their files.
 *
 * Guarantee: what is sent is what was signed.  A mail that reads otherwise than it did when it was signed fails before its end is said.  To be
 * signed, the mail is read once more before its first byte leaves; memory does not grow with it.  The time in signatures is the message's own
 * (wax_message_fix).
 */
#ifndef WAX_SIGN_H
#define WAX_SIGN_H

#include <wax/message.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -- DKIM: a domain answers for the mail (RFC 6376, RFC 8463) ------------------------------------------------- */

/* All zero but domain, selector and one of the keys is a good signature. */
typedef struct wax_dkim {
    const char *domain;             /* d=: who answers, "example.org"; an international name as A-labels */
    const char *selector;           /* s=: which of its keys; the other half is TXT of SELECTOR._domainkey.DOMAIN */
    const char *key_file;           /* the private key, PEM without passphrase: RSA of 2048 bits or more (under 1024: refused), or Ed25519 */
    const char *key_pem;            /* or the same in memory, NUL-terminated */
    const char *identity;           /* i=: "@news.example.org", at or below the domain; NULL: not said */
    const char *fields;             /* h=: "From:To:Subject"; a name that is said more often than the field is there keeps others from adding one.
                                     * NULL: those of RFC 6376 s.5.4.1, and one more each of those that readers are shown */
    bool        simple_header;      /* "simple" canonicalization: a relay that touches white space breaks it.  Default: "relaxed" */
    bool        simple_body;
    int64_t     valid_s;            /* x=: seconds after which the signature counts for nothing; 0: not said */
} wax_dkim;

/* Adds a signature over the header and the whole body; called again, one more.  An Ed25519 key should have an RSA key beside it: not every receiver
 * knows it yet (RFC 8463 s.3). */
void wax_message_dkim(wax_message *, const char *domain, const char *selector, const char *key_file);
void wax_message_dkim_with(wax_message *, const wax_dkim *);

/* A sentence that whoever owns the key should read, such as that 1024 bits are few; NULL: there is nothing to say.  Borrowed from the message. */
const char *wax_message_dkim_advice(const wax_message *);

#ifdef __cplusplus
}
#endif
#endif
