/* pgp_version.h -- whether this wax was built for OpenPGP, for `wax --version`. */
#ifndef WAX_SIGN_PGP_VERSION_H
#define WAX_SIGN_PGP_VERSION_H

const char *wax__pgp_version(void);     /* "1.18.0"; NULL: built without, or the library is not there */

#endif
