/* info.h -- the facts of a channel and of the certificates in it.  Reads an SSL, decides nothing. */
#ifndef WAX_STREAM_INFO_H
#define WAX_STREAM_INFO_H

#include <openssl/types.h>
#include <wax/tls.h>

/* Of a handshake that is done.  `verified_name` is NULL unless the demand was met in full. */
void wax__info_fill(wax_tls_info *, SSL *, const char *verified_name);

/* The i-th certificate of the peer's chain; false: there is none. */
bool wax__info_certificate(wax_certificate *, const SSL *, size_t i);

#endif
