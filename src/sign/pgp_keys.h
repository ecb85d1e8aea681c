/* pgp_keys.h -- OpenPGP keys out of the user's own keyring, by GnuPG through GPGME.
 *
 * Knows how keys are named and what GnuPG says of them, in sentences; knows no mail.
 */
#ifndef WAX_SIGN_PGP_KEYS_H
#define WAX_SIGN_PGP_KEYS_H

#include "gpgme_library.h"

#include <wax/status.h>

struct pgp_keys {
    const struct gpgme_library *gpgme;
    gpgme_ctx_t                 context;
    gpgme_key_t                *at;             /* n of them, then NULL */
    size_t                      n, n_by_fingerprint;
};

struct pgp_keys *wax__pgp_keys_new(wax_error *);                                    /* NULL: *why says why */
void             wax__pgp_keys_free(void *keys);

/* A mailbox, which must be a key's exactly; or a fingerprint, whole.  Of a secret key, or a public one. */
wax_status       wax__pgp_keys_add(struct pgp_keys *, const char *name, bool is_secret, wax_error *);
bool             wax__pgp_keys_name(const struct pgp_keys *, const char *mailbox);  /* one of them is this mailbox's, or was named by fingerprint */
wax_status       wax__pgp_fail(const struct pgp_keys *, gpgme_error_t, const char *what, wax_error *);

#endif
