/* stores_args.c -- see stores_args.h. */
#include "stores_args.h"

bool stores_args_know_user(const struct stores_args *a)
{
    return a->netrc || a->netrc_file;
}

size_t stores_args_given(const struct stores_args *a, const char **names, size_t n)
{
    if (a->netrc)
        names[n++] = "netrc";
    if (a->netrc_file)
        names[n++] = "netrc-file";
    if (a->secret_service)
        names[n++] = "secret-service";
    return n;
}
