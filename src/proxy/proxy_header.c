/* proxy_header.c -- see proxy_header.h. */
#include "proxy_header.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* s.2.1: "PROXY TCP4 192.0.2.1 192.0.2.25 49152 25". */
static size_t put_text(uint8_t *to, const struct proxy_end *from, const struct proxy_end *at, int ip_version)
{
    int family = ip_version == 4 ? AF_INET : AF_INET6;
    char source[INET6_ADDRSTRLEN], destination[INET6_ADDRSTRLEN];
    char *text = (char *)to;

    if (!ip_version || !inet_ntop(family, from->ip, source, sizeof source) || !inet_ntop(family, at->ip, destination, sizeof destination))
        return (size_t)snprintf(text, PROXY_HEADER_MOST, "PROXY UNKNOWN\r\n");
    return (size_t)snprintf(text, PROXY_HEADER_MOST, "PROXY TCP%d %s %s %u %u\r\n", ip_version, source, destination, from->port & 0xFFFF, at->port & 0xFFFF);
}

static size_t put_port(uint8_t *to, unsigned port)
{
    to[0] = (uint8_t)(port >> 8);
    to[1] = (uint8_t)port;
    return 2;
}

/* s.2.2: a signature, "version 2, PROXY", family and stream, how many bytes follow, the ends. */
static size_t put_bytes(uint8_t *to, const struct proxy_end *from, const struct proxy_end *at, int ip_version)
{
    static const uint8_t signature[] = { 0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A };
    size_t ip_len = ip_version == 4 ? 4 : 16, n = sizeof signature, len = ip_version ? 2 * ip_len + 4 : 0;

    memcpy(to, signature, n);
    to[n++] = 0x21;
    to[n++] = ip_version == 4 ? 0x11 : ip_version == 6 ? 0x21 : 0x00;
    n += put_port(to + n, (unsigned)len);
    if (!ip_version)
        return n;
    memcpy(to + n, from->ip, ip_len);
    memcpy(to + n + ip_len, at->ip, ip_len);
    n += 2 * ip_len;
    n += put_port(to + n, from->port);
    return n + put_port(to + n, at->port);
}

size_t wax__proxy_header(uint8_t to[PROXY_HEADER_MOST], int version, const struct proxy_end *from, const struct proxy_end *at)
{
    int ip_version = from->ip_version == at->ip_version ? from->ip_version : 0;

    return version == 1 ? put_text(to, from, at, ip_version) : put_bytes(to, from, at, ip_version);
}
