/* scram_message.h -- the words of SCRAM's messages, RFC 5802 s.7: built and taken apart, without any keys. */
#ifndef WAX_SASL_SCRAM_MESSAGE_H
#define WAX_SASL_SCRAM_MESSAGE_H

#include "buf.h"
#include "mechanism.h"

enum {
    SCRAM_NONCE = 32,           /* characters of ours: 24 random bytes */
    SCRAM_SALT = 256            /* bytes */
};

/* "r=...,s=...,i=...": what the server answers to our nonce. */
struct scram_first {
    struct span nonce;          /* ours and theirs; borrowed from the challenge */
    struct span salt;           /* decoded; lies in room */
    uint8_t     room[SCRAM_SALT + 3];
    unsigned    iterations;
};

wax_status wax__scram_check(const struct exchange *, wax_error *);      /* can this user and password be used in it? */
wax_status wax__scram_parse_first(struct scram_first *, struct span challenge, const char *our_nonce, const char *mechanism, wax_error *);

/* Appended; false: no memory. */
bool wax__scram_gs2(struct buf *, const struct exchange *);             /* "n,,", "y,," or "p=tls-exporter,," */
bool wax__scram_first_bare(struct buf *, const struct exchange *, const char *nonce);
bool wax__scram_final_bare(struct buf *, const struct exchange *, struct span nonce);   /* "c=...,r=..." */

#endif
