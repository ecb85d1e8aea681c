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

/* -- S/MIME: a person answers for the mail, and only the named can read it (RFC 8551) -------------------------- */

/* Signs the mail's text and files: they stay readable for everybody.  The certificate's file is PEM, the signer's own first, then those that
 * whoever checks needs besides; the key is RSA or ECDSA, in PEM without passphrase, NULL: in the same file.  The header, Subject included, is
 * not signed: DKIM does that.  Once a message. */
void wax_message_smime_sign(wax_message *, const char *certificate_file, const char *key_file_or_null);

/* Encrypts text and files (AES-256) for whoever has the key to this certificate, PEM; called again, one more reader.  Sealed after it is signed,
 * so that the signature is hidden too.  The header, Subject included, stays readable for all who carry the mail.
 * Refused: a recipient whom no certificate names (one without any mail address is for everybody), and Bcc, since each reader sees for whom it
 * was encrypted.  Who sends it can't read it either, without a certificate of theirs among these. */
void wax_message_smime_encrypt(wax_message *, const char *certificate_file);

/* By AES-256-GCM (RFC 5083): what was encrypted can't be altered on its way unseen.  Not every reader can open it, so it is not the default. */
void wax_message_smime_authenticated(wax_message *);

/* -- OpenPGP: the same by GnuPG, with the keys of the user's keyring (RFC 3156) --------------------------------- */

/* Signs with the secret key of that mailbox ("ada@example.org"), or with that fingerprint, given in full.  Once a message, and not beside S/MIME.
 * These two ask GnuPG for the key at once, and for the rest when the mail is checked or opened; GnuPG's agent may then ask the user for a passphrase,
 * which blocks and never passes through here.  Whoever calls must ignore SIGPIPE, as GPGME asks.  WAX_E_USAGE: built without GPGME. */
void wax_message_pgp_sign(wax_message *, const char *key);

/* Encrypts for the owner of that key; called again, one more.  What is said of S/MIME about the header, the recipients and Bcc is true here.  Named by
 * its mailbox the key must be one whose owner GnuPG is sure of; named by fingerprint it is taken as it is, for any recipient. */
void wax_message_pgp_encrypt(wax_message *, const char *key);

#ifdef __cplusplus
}
#endif
#endif
