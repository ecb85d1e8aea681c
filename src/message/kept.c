/* kept.c -- see kept.h. */
#include "kept.h"

#include "mail.h"
#include "memory_source.h"

#include <stdlib.h>
#include <string.h>

struct kept {
    wax_message  *mail;         /* borrowed, while it is open */
    struct memory memory;
    uint8_t       bytes[];
};

struct kept *wax__kept_new(const void *bytes, size_t len)
{
    struct kept *k = malloc(sizeof *k + len);

    if (!k)
        return NULL;
    memcpy(k->bytes, bytes, len);
    k->memory = (struct memory){ k->bytes, len, 0 };
    return k;
}

void wax__kept_free(struct kept *k)
{
    free(k);
}

static wax_status read_kept(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    wax_source from = wax__memory_source(&((struct kept *)user)->memory);

    return from.read(from.user, to, room, n, why);
}

static wax_status rewind_kept(void *user, wax_error *why)
{
    (void)why;
    ((struct kept *)user)->memory.at = 0;
    return WAX_OK;
}

static void free_kept(void *user)
{
    struct kept *k = user;

    k->mail->is_open = false;
    wax__kept_free(k);
}

wax_source wax__kept_open(struct kept *k, wax_message *mail)
{
    k->mail = mail;
    mail->is_open = true;
    return (wax_source){ read_kept, rewind_kept, free_kept, k };
}
