/* trust.h -- whom a demand trusts to vouch for a peer, and what they have taken back: roots and revocation lists into an SSL_CTX.
 *
 * Knows files and folders of certificates; knows no peer and no name.
 */
#ifndef WAX_STREAM_TRUST_H
#define WAX_STREAM_TRUST_H

#include "demand.h"
#include "roots.h"

bool        wax__trust_load(SSL_CTX *, struct roots *system, const struct tls_demand *, wax_error *);  /* false with the sentence */
const char *wax__trust_kind(const struct tls_demand *);     /* "system roots" */
const char *wax__trust_place(const struct tls_demand *);    /* for a sentence: "the system's roots" */

#endif
