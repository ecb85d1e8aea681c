/* multipart.h -- a mail that is sealed as a whole: multipart/signed (RFC 1847), or another body in its place.
 *
 * Owns the seal, and what is said around the mail or instead of it; knows neither keys nor formats: whoever signs or encrypts is a
 * `struct sealer`, reads the entity, and gives text.
 */
#ifndef WAX_SIGN_MULTIPART_H
#define WAX_SIGN_MULTIPART_H

#include "buf.h"
#include "seal.h"
#include "spool.h"

enum { MICALG_SIZE = 24, BOUNDARY_SIZE = 64 };

/* What a sealer has to do with: the entity, to be read to its end, once; and what the seal takes from its mail. */
struct sealing {
    wax_source           entity;
    const struct moment *moment;
    const char          *boundary;      /* of a multipart */
};

/* One of sign and encrypt. */
struct sealer {
    const char *what;               /* in sentences: "an S/MIME signature" */
    const char *protocol;           /* of a signature: "application/pkcs7-signature" (RFC 1847 s.2.1) */

    /* The part behind the mail, its header and its last line end included, and the name of the hash. */
    wax_status (*sign)(void *keys, const struct sealing *, struct buf *part, char micalg[MICALG_SIZE], wax_error *);

    /* The Content-... fields of what is sent instead, the empty line, and the body.  It is asked only for a mail whose every recipient can read it. */
    wax_status (*encrypt)(void *keys, const struct sealing *, struct stored *to, wax_error *);

    bool (*can_read)(void *keys, const char *mailbox);

    void (*free)(void *keys);
};

/* The keys of that message's sealer.  NULL: it has none yet. */
void *wax__sealer_keys(const wax_message *, const struct sealer *);

/* From now on the message owns the keys, and is sealed with them.  False: they were freed, and *why says what is wrong: memory, or another's seal. */
bool wax__sealer_put(wax_message *, const struct sealer *, void *keys, wax_error *why);

#endif
