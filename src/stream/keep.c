/* keep.c -- see keep.h. */
#include "keep.h"

#include "secret.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const size_t texts[] = {
    offsetof(struct tls_demand, ca_file), offsetof(struct tls_demand, ca_folder), offsetof(struct tls_demand, crl_file),
    offsetof(struct tls_demand, name), offsetof(struct tls_demand, sni),
    offsetof(struct tls_demand, chain_file), offsetof(struct tls_demand, key_file),
    offsetof(struct tls_demand, pkcs12_file), offsetof(struct tls_demand, pkcs12_password), offsetof(struct tls_demand, identity_uri),
    offsetof(struct tls_demand, known_servers),
};

enum { TEXTS = sizeof texts / sizeof *texts };

static char **text_of(const struct tls_demand *demand, size_t i)
{
    return (char **)(void *)((char *)(void *)demand + texts[i]);
}

bool wax__keep_text(char **field, const char *value)
{
    char *copy = value ? strdup(value) : NULL;

    if (*field)
        wax__wipe(*field, strlen(*field));
    free(*field);
    *field = copy;
    return copy || !value;
}

void wax__keep_clear(struct tls_demand *demand)
{
    for (size_t i = 0; i < TEXTS; i++)
        wax__keep_text(text_of(demand, i), NULL);
}

bool wax__keep_demand(struct tls_demand *to, const struct tls_demand *from)
{
    bool good = true;

    *to = *from;
    for (size_t i = 0; i < TEXTS; i++)
        *text_of(to, i) = NULL;         /* those are another's */
    for (size_t i = 0; i < TEXTS; i++)
        good = wax__keep_text(text_of(to, i), *text_of(from, i)) && good;
    if (!good)
        wax__keep_clear(to);
    return good;
}
