/* date.h -- a certificate's date as a number. */
#ifndef WAX_STREAM_DATE_H
#define WAX_STREAM_DATE_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stdint.h>

bool wax__date_seconds(const ASN1_TIME *, int64_t *since_1970);     /* false, and 0: it can't be read */

#endif
