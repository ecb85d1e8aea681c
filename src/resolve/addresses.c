/* addresses.c -- see addresses.h. */
#include "addresses.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/un.h>

void wax__addresses_add(struct addresses *a, const struct sockaddr *sa, socklen_t len)
{
    if (a->n == LIMIT_ADDRESSES || len > sizeof a->at[0].sa)
        return;
    struct address *to = &a->at[a->n++];
    *to = (struct address){ .len = len };
    memcpy(&to->sa, sa, len);
}

static void add_v4(struct addresses *a, struct in_addr ip, unsigned port)
{
    struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = ip };

    wax__addresses_add(a, (struct sockaddr *)&sa, sizeof sa);
}

static void add_v6(struct addresses *a, struct in6_addr ip, unsigned port)
{
    struct sockaddr_in6 sa = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port), .sin6_addr = ip };

    wax__addresses_add(a, (struct sockaddr *)&sa, sizeof sa);
}

/* RFC 6761 s.6.3: "localhost" is always this machine, whatever a resolver may say. */
bool wax__addresses_of_literal(struct addresses *a, const char *host, unsigned port)
{
    const struct in6_addr loopback6 = IN6ADDR_LOOPBACK_INIT;
    struct in_addr v4;
    struct in6_addr v6;

    a->n = 0;
    if (strcasecmp(host, "localhost") == 0) {
        add_v6(a, loopback6, port);
        add_v4(a, (struct in_addr){ htonl(INADDR_LOOPBACK) }, port);
    } else if (inet_pton(AF_INET, host, &v4) == 1)
        add_v4(a, v4, port);
    else if (inet_pton(AF_INET6, host, &v6) == 1)
        add_v6(a, v6, port);
    return a->n > 0;
}

bool wax__addresses_of_path(struct addresses *a, const char *path)
{
    struct sockaddr_un sa = { .sun_family = AF_UNIX };

    a->n = 0;
    if (strlen(path) >= sizeof sa.sun_path)
        return false;
    strcpy(sa.sun_path, path);
    wax__addresses_add(a, (struct sockaddr *)&sa, sizeof sa);
    return true;
}

const struct address *wax__addresses_of(const struct addresses *a, sa_family_t family)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->at[i].sa.ss_family == family)
            return &a->at[i];
    return NULL;
}

void wax__addresses_keep(struct addresses *a, sa_family_t family)
{
    size_t n = 0;

    for (size_t i = 0; i < a->n; i++)
        if (a->at[i].sa.ss_family == family)
            a->at[n++] = a->at[i];
    a->n = n;
}

/* -- the order ---------------------------------------------------------------------------------------------- */

/* The next one at or behind `from` whose family is (or is not) that one; n: there is none. */
static size_t find(const struct addresses *a, size_t from, sa_family_t family, bool same)
{
    while (from < a->n && (a->at[from].sa.ss_family == family) != same)
        from++;
    return from;
}

void wax__addresses_interleave(struct addresses *a)
{
    const struct addresses old = *a;
    const sa_family_t first = old.n ? old.at[0].sa.ss_family : AF_UNSPEC;
    size_t same = 0, other = find(&old, 0, first, false);

    for (a->n = 0; a->n < old.n; ) {
        if (same < old.n)
            a->at[a->n++] = old.at[same];
        if (other < old.n)
            a->at[a->n++] = old.at[other];
        same = find(&old, same + 1, first, true);
        other = find(&old, other + 1, first, false);
    }
}

/* -- as text ------------------------------------------------------------------------------------------------ */

/* The address alone and its port, 0 for a local socket. */
static unsigned split(char to[ADDRESS_TEXT], const struct address *a)
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)&a->sa;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&a->sa;

    *to = 0;
    if (a->sa.ss_family == AF_INET && inet_ntop(AF_INET, &in->sin_addr, to, ADDRESS_TEXT))
        return ntohs(in->sin_port);
    if (a->sa.ss_family == AF_INET6 && inet_ntop(AF_INET6, &in6->sin6_addr, to, ADDRESS_TEXT))
        return ntohs(in6->sin6_port);
    if (a->sa.ss_family == AF_UNIX)
        snprintf(to, ADDRESS_TEXT, "%s", ((const struct sockaddr_un *)&a->sa)->sun_path);
    return 0;
}

void wax__address_say(char to[ADDRESS_TEXT], const struct address *a)
{
    unsigned port = split(to, a);
    size_t n = strlen(to);

    if (port)
        snprintf(to + n, ADDRESS_TEXT - n, " port %u", port);
}

void wax__address_print(char to[ADDRESS_TEXT], const struct address *a)
{
    char ip[ADDRESS_TEXT];
    unsigned port = split(ip, a);

    if (port)
        snprintf(to, ADDRESS_TEXT, strchr(ip, ':') ? "[%.*s]:%u" : "%.*s:%u", INET6_ADDRSTRLEN, ip, port);
    else
        memcpy(to, ip, sizeof ip);
}

void wax__address_to_literal(char to[ADDRESS_TEXT], const struct address *a)
{
    char ip[ADDRESS_TEXT];

    *to = 0;
    if (split(ip, a))
        snprintf(to, ADDRESS_TEXT, a->sa.ss_family == AF_INET6 ? "[IPv6:%.*s]" : "[%.*s]", INET6_ADDRSTRLEN, ip);
}
