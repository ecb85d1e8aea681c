/* memory_source.c -- see memory_source.h. */
#include "memory_source.h"

#include <stdlib.h>
#include <string.h>
#include <wax/message.h>

static wax_status read_memory(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct memory *m = user;

    (void)why;
    *n = m->len - m->at < room ? m->len - m->at : room;
    if (*n)                         /* bytes may be NULL when there are none */
        memcpy(to, m->bytes + m->at, *n);
    m->at += *n;
    return WAX_OK;
}

static wax_status rewind_memory(void *user, wax_error *why)
{
    (void)why;
    ((struct memory *)user)->at = 0;
    return WAX_OK;
}

wax_source wax__memory_source(struct memory *m)
{
    return (wax_source){ read_memory, rewind_memory, NULL, m };
}

/* The bytes lie behind the struct, in the same allocation. */
wax_source wax_source_bytes(const void *bytes, size_t len)
{
    struct memory *m = len <= SIZE_MAX - sizeof *m && (bytes || !len) ? malloc(sizeof *m + len) : NULL;

    if (!m)
        return (wax_source){ 0 };
    if (len)
        memcpy(m + 1, bytes, len);
    *m = (struct memory){ (const uint8_t *)(m + 1), len, 0 };
    return (wax_source){ read_memory, rewind_memory, free, m };
}
