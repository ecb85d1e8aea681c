/* route_args.c -- see route_args.h. */
#include "route_args.h"

#include <string.h>

static void check_bind(const struct strings *bind, struct outcome *o)
{
    size_t n_v6 = 0;

    for (size_t i = 0; i < bind->n; i++)
        n_v6 += strchr(bind->at[i], ':') != NULL;
    if (n_v6 > 1 || bind->n - n_v6 > 1)
        outcome_usage(o, "--bind names %zu addresses; it takes one of each family, such as --bind 192.0.2.1 --bind 2001:db8::1", bind->n);
}

static void check_proxy(const struct route_args *a, struct outcome *o)
{
    const char *source = a->proxy_password_file ? "proxy-password-file" : "proxy-password-command";

    if (a->proxy_password_file && a->proxy_password_command)
        outcome_usage(o, "--proxy-password-file and --proxy-password-command both give a password; which one is meant?");
    if (!a->proxy && (a->proxy_password_file || a->proxy_password_command))
        outcome_usage(o, "--%s is for a proxy, and there is none: add --proxy socks5://USER@HOST", source);
}

void route_args_check(const struct route_args *a, struct outcome *o)
{
    if (a->is_ipv4 && a->is_ipv6)
        outcome_usage(o, "--ipv4 and --ipv6 exclude each other; without either both are tried");
    check_bind(&a->bind, o);
    check_proxy(a, o);
}
