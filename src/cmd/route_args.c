/* route_args.c -- see route_args.h. */
#include "route_args.h"

#include <stdio.h>
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

static bool copy(char to[ROUTE_END_MOST], const char *from, size_t len)
{
    snprintf(to, ROUTE_END_MOST, "%.*s", (int)len, from);
    return len > 0 && len < ROUTE_END_MOST;
}

/* "v1", "v2,FROM,TO"; what the ends may be, the library says. */
static void check_proxy_protocol(struct route_args *a, struct outcome *o)
{
    const char *word = a->proxy_protocol ? a->proxy_protocol : "", *from = strchr(word, ','), *to = from ? strchr(from + 1, ',') : NULL;
    size_t len = from ? (size_t)(from - word) : strlen(word);
    bool has_ends = to && copy(a->proxy_source, from + 1, (size_t)(to - from - 1)) && copy(a->proxy_destination, to + 1, strlen(to + 1));

    a->proxy_version = len != 2 || word[0] != 'v' ? 0 : word[1] == '1' ? 1 : word[1] == '2' ? 2 : 0;
    if (a->proxy_protocol && (!a->proxy_version || (from && !has_ends)))
        outcome_usage(o, "--proxy-protocol is v1 or v2, alone or with two ends: v2,192.0.2.1:49152,192.0.2.25:25; not '%.100s'", word);
}

void route_args_check(struct route_args *a, struct outcome *o)
{
    if (a->is_ipv4 && a->is_ipv6)
        outcome_usage(o, "--ipv4 and --ipv6 exclude each other; without either both are tried");
    check_bind(&a->bind, o);
    check_proxy(a, o);
    check_proxy_protocol(a, o);
}
