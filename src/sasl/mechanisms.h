/* mechanisms.h -- the mechanisms, each in its own file, and what they share. */
#ifndef WAX_SASL_MECHANISMS_H
#define WAX_SASL_MECHANISMS_H

#include "mechanism.h"

extern const struct mechanism wax__sasl_plain;          /* RFC 4616 */
extern const struct mechanism wax__sasl_login;          /* draft-murchison-sasl-login */
extern const struct mechanism wax__sasl_cram_md5;       /* RFC 2195 */
extern const struct mechanism wax__sasl_scram_sha1, wax__sasl_scram_sha1_plus;          /* RFC 5802 */
extern const struct mechanism wax__sasl_scram_sha256, wax__sasl_scram_sha256_plus;      /* RFC 7677 */
extern const struct mechanism wax__sasl_scram_sha512, wax__sasl_scram_sha512_plus;      /* draft-melnikov-scram-sha-512 */
extern const struct mechanism wax__sasl_oauthbearer;    /* RFC 7628; the secret is an access token */
extern const struct mechanism wax__sasl_xoauth2;        /* Google's and Microsoft's; the secret is an access token */
extern const struct mechanism wax__sasl_gssapi;         /* RFC 4752; the secret is a Kerberos ticket.  gssapi.c or gssapi_absent.c */
extern const struct mechanism wax__sasl_external;       /* RFC 4422 appendix A; the channel itself has proved who we are */
extern const struct mechanism wax__sasl_anonymous;      /* RFC 4505 */

bool       wax__sasl_is_offered(struct span offered, const char *name);
wax_status wax__sasl_may_show(const struct exchange *, wax_error *);

/* Keeps what the server said by way of explanation, printable, without the secret that it may repeat. */
void       wax__sasl_hint(struct exchange *, struct span said);
void       wax__sasl_token_reason(struct exchange *, struct span said);     /* likewise, as a sentence where it is the usual JSON */

/* Pieces end to end into one secret; a piece of length 0 is fine.  False: no memory. */
struct piece { const void *p; size_t len; };
bool wax__sasl_join(struct secret *, const struct piece *, size_t n);

#endif
