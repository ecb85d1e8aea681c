/* gpgme_library.h -- the functions of GPGME that pgp.c calls; loaded by the first mail that wants OpenPGP (loader.h). */
#ifndef WAX_SIGN_GPGME_LIBRARY_H
#define WAX_SIGN_GPGME_LIBRARY_H

#include <gpgme.h>
#include <stdbool.h>

#define GPGME_LIBRARY "libgpgme.so.11"

struct gpgme_library {
    const char           *(*check_version)(const char *);
    gpgme_error_t         (*create)(gpgme_ctx_t *);
    void                  (*release)(gpgme_ctx_t);
    void                  (*set_armor)(gpgme_ctx_t, int);
    gpgme_error_t         (*get_key)(gpgme_ctx_t, const char *, gpgme_key_t *, int);
    void                  (*key_unref)(gpgme_key_t);
    gpgme_error_t         (*signers_add)(gpgme_ctx_t, const gpgme_key_t);
    gpgme_error_t         (*data_new_from_cbs)(gpgme_data_t *, gpgme_data_cbs_t, void *);
    void                  (*data_release)(gpgme_data_t);
    gpgme_error_t         (*op_sign)(gpgme_ctx_t, gpgme_data_t, gpgme_data_t, gpgme_sig_mode_t);
    gpgme_sign_result_t   (*op_sign_result)(gpgme_ctx_t);
    const char           *(*hash_algo_name)(gpgme_hash_algo_t);
    gpgme_error_t         (*op_encrypt)(gpgme_ctx_t, gpgme_key_t *, gpgme_encrypt_flags_t, gpgme_data_t, gpgme_data_t);
    gpgme_encrypt_result_t (*op_encrypt_result)(gpgme_ctx_t);
    int                   (*strerror_r)(gpgme_error_t, char *, size_t);
};

const struct gpgme_library *wax__gpgme_library(void);       /* NULL: it is not there.  Any thread; asked for once, whatever came of it */

#endif
