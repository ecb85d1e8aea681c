/* bare.h -- for this layer's tests: a server made of OpenSSL alone, which does what a stream of ours never would.
 *
 * Shows any certificate, however weak, and hands out its SSL so that a test can misbehave with it. */
#ifndef WAX_STREAM_BARE_H
#define WAX_STREAM_BARE_H

#include "pki.h"

#include <openssl/ssl.h>
#include <wax/stream.h>

struct bare {
    SSL_CTX *ctx;
    SSL     *ssl;
    BIO     *in, *out;      /* the SSL's */
};

bool bare_begin(struct bare *, const struct pki_cert *);    /* NULL: no certificate; then only anonymous suites remain */
void bare_again(struct bare *);                             /* the same server, ready for another connection */
void bare_end(struct bare *);
void bare_settle(struct bare *, wax_stream *);              /* carries both ways, shaking hands, until nothing moves */
size_t bare_to_stream(struct bare *, wax_stream *);         /* one way only: what the server has said, as much as is taken */

/* One connection of a client of ours to this server: where it ends up. */
wax_status bare_come(struct bare *, const wax_tls *, const char *host, wax_error *why, wax_tls_info *info);

/* Where a client of ours ends up that reaches a server with such a certificate as `host`; the CA is in its CA file unless it is to be
 * the system's.  Fills *why, and *info if the channel is secure. */
wax_status bare_meet(const struct pki_wish *, const char *host, bool knows_ca, wax_error *why, wax_tls_info *info);
wax_status bare_meet_with(const struct pki_cert *, X509 *ca_or_null, const char *host, wax_error *why, wax_tls_info *info);

#endif
