/* memory_source.h -- bytes in memory, as a source.  Borrows the bytes and the struct; frees nothing. */
#ifndef WAX_MESSAGE_MEMORY_SOURCE_H
#define WAX_MESSAGE_MEMORY_SOURCE_H

#include <wax/smtp.h>

struct memory {
    const uint8_t *bytes;
    size_t         len, at;
};

wax_source wax__memory_source(struct memory *);

#endif
