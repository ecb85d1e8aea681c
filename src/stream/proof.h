/* proof.h -- does what the peer showed meet the demand?  One judge for all kinds of proof.
 *
 * Knows the demand, the name and certificates; knows no wire and no phase.  It is asked twice: in the middle of the handshake, before
 * anything of ours is shown, and at its end; a resumed handshake shows no certificates, and is judged by those of the first one.
 * Promise: whatever is not proven is refused, and the sentence says what was missing.
 */
#ifndef WAX_STREAM_PROOF_H
#define WAX_STREAM_PROOF_H

#include "demand.h"
#include "peer_name.h"

#include <openssl/ssl.h>

/* One connection's.  The app data of its SSL. */
struct proof {
    struct context   *context;      /* borrowed: the connection holds it */
    struct peer_name *name;         /* whom we mean to reach; a server's "the client" is for sentences */
    bool              is_demanded;
    bool              is_stapled;   /* the issuer has said that the certificate is not revoked */
    bool              is_new;       /* the known servers do not hold it yet */
    bool              is_met;       /* confirm has said OK */
    wax_error        *why;
};

/* As an SSL_CTX's cert_verify_callback: no certificate gets further that does not prove the name. */
int wax__proof_judge(X509_STORE_CTX *, void *context);

/* To ask for an OCSP staple; and, as an SSL_CTX's status callback, what came.  One that came is checked; one that the certificate demands
 * must come. */
void wax__proof_ask_for_staple(const struct proof *, SSL *);
int  wax__proof_staple(SSL *, void *unused);

/* When the handshake is done: again, and without resting on what OpenSSL says of it.  OK, or the refusal. */
wax_status wax__proof_confirm(struct proof *, SSL *);

/* Sessions, of this demand and this name only: offers one that was kept; and, as an SSL_CTX's new_session callback, keeps one.  A handshake that
 * failed costs the name all of them, and the proof that was remembered. */
void wax__proof_offer_session(const struct proof *, SSL *);
int  wax__proof_new_session(SSL *, SSL_SESSION *);
void wax__proof_forget(const struct proof *);

/* What proves the peer under this demand, in a word or two: "system roots", "CA file, pin". */
void wax__proof_kind(const struct proof *, char *to, size_t size);

/* Must the peer prove anything?  A server must; a client only where the server was told by whom or by what. */
bool wax__proof_is_demanded(const struct tls_demand *);

/* OK; E_USAGE for a demand that contradicts itself. */
wax_status wax__proof_check_demand(const struct tls_demand *, wax_error *);

/* The flags of a name check, RFC 9525 s.6.3: no common name, and a wildcard is a whole label. */
unsigned wax__proof_name_flags(void);

#endif
