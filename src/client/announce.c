/* announce.c -- see announce.h. */
#include "announce.h"

#include "fail.h"
#include "proxy_header.h"
#include "socket.h"
#include "text.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

/* -- as it is given ----------------------------------------------------------------------------------------- */

static bool parse_end(struct address *to, const char *text)
{
    const char *colon = strrchr(text, ':');
    size_t len = colon ? (size_t)(colon - text) : 0;
    bool has_brackets = len > 2 && text[0] == '[' && text[len - 1] == ']';
    char host[64];
    struct addresses found;
    uint64_t port;

    if (!len || len >= sizeof host || !wax__text_number((struct span){ (const uint8_t *)colon + 1, strlen(colon + 1) }, &port) || port > 65535)
        return false;
    snprintf(host, sizeof host, "%.*s", (int)(len - 2 * has_brackets), text + has_brackets);
    if (has_brackets != (strchr(host, ':') != NULL) || !wax__addresses_of_literal(&found, host, (unsigned)port) || found.n != 1)
        return false;
    *to = found.at[0];
    return true;
}

wax_status wax__announce_parse(struct announce *a, int version, const char *source, const char *destination, wax_error *why)
{
    *a = (struct announce){ .version = version, .is_given = source || destination };
    if (version < 0 || version > 2)
        return wax__fail(why, WAX_E_USAGE, "proxy", "the PROXY protocol has the versions 1 and 2, or 0 for none, not %d", version);
    if (!a->is_given)
        return WAX_OK;
    if (!source || !destination || !parse_end(&a->source, source) || !parse_end(&a->destination, destination))
        return wax__fail(why, WAX_E_USAGE, "proxy", "the PROXY protocol tells two addresses with their ports, such as 192.0.2.1:49152 and 192.0.2.25:25, or "
                         "[2001:db8::1]:49152 and [2001:db8::2]:25");
    if (a->source.sa.ss_family != a->destination.sa.ss_family)
        return wax__fail(why, WAX_E_USAGE, "proxy", "the PROXY protocol tells two addresses of one version of IP, and these are of two");
    return WAX_OK;
}

/* -- as it is said ------------------------------------------------------------------------------------------ */

/* A local socket's ends are not known. */
static struct proxy_end end_of(const struct address *a)
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)&a->sa;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&a->sa;
    struct proxy_end end = { 0 };

    if (a->sa.ss_family == AF_INET) {
        end = (struct proxy_end){ .ip_version = 4, .port = ntohs(in->sin_port) };
        memcpy(end.ip, &in->sin_addr, 4);
    } else if (a->sa.ss_family == AF_INET6) {
        end = (struct proxy_end){ .ip_version = 6, .port = ntohs(in6->sin6_port) };
        memcpy(end.ip, &in6->sin6_addr, 16);
    }
    return end;
}

/* The socket is new, and its buffer empty: what does not go at once is a fault. */
wax_status wax__announce(const struct announce *a, int fd, const struct notes *notes, wax_error *why)
{
    struct address source = a->source, destination = a->destination;
    char from[ADDRESS_TEXT] = "", to[ADDRESS_TEXT] = "";
    uint8_t bytes[PROXY_HEADER_MOST];

    if (!a->is_given && (!wax__socket_local(fd, &source) || !wax__socket_peer(fd, &destination)))
        return wax__fail(why, WAX_E_IO, "connect", "the ends of the connection are not known: %s", strerror(errno));
    const struct proxy_end here = end_of(&source), there = end_of(&destination);
    size_t len = wax__proxy_header(bytes, a->version, &here, &there);
    wax__address_print(from, &source);
    wax__address_print(to, &destination);
    wax__note(notes, "PROXY protocol, version %d: %s to %s", a->version, *from ? from : "unknown", *to ? to : "unknown");
    if (wax__socket_send(fd, bytes, len) != (ssize_t)len)
        return wax__fail(why, WAX_E_IO, "connect", "the header of the PROXY protocol could not be sent: %s", strerror(errno));
    return WAX_OK;
}
