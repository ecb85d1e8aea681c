/* info.h -- the facts of a channel whose handshake is done.  Reads an SSL, decides nothing. */
#ifndef WAX_STREAM_INFO_H
#define WAX_STREAM_INFO_H

#include <openssl/types.h>
#include <wax/tls.h>

/* `verified_name` is NULL unless the demand was met in full. */
void wax__info_fill(wax_tls_info *, SSL *, const char *verified_name);

#endif
