/* gpgme_library_posix.c -- see gpgme_library.h. */
#include "gpgme_library.h"

#include "loader.h"

#include <pthread.h>

static struct gpgme_library library;
static bool is_there;

/* GPGME's manual: nothing else may be called before its version was asked for. */
static void load(void)
{
    const struct wanted wanted[] = {
        { "gpgme_check_version", &library.check_version },         { "gpgme_new", &library.create },
        { "gpgme_release", &library.release },                     { "gpgme_set_armor", &library.set_armor },
        { "gpgme_get_key", &library.get_key },                     { "gpgme_key_unref", &library.key_unref },
        { "gpgme_signers_add", &library.signers_add },             { "gpgme_data_new_from_cbs", &library.data_new_from_cbs },
        { "gpgme_data_release", &library.data_release },           { "gpgme_op_sign", &library.op_sign },
        { "gpgme_op_sign_result", &library.op_sign_result },       { "gpgme_hash_algo_name", &library.hash_algo_name },
        { "gpgme_op_encrypt", &library.op_encrypt },               { "gpgme_op_encrypt_result", &library.op_encrypt_result },
        { "gpgme_strerror_r", &library.strerror_r },
    };

    is_there = wax__load(GPGME_LIBRARY, wanted, sizeof wanted / sizeof *wanted, NULL, 0) && library.check_version(NULL);
}

const struct gpgme_library *wax__gpgme_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, load);
    return is_there ? &library : NULL;
}
