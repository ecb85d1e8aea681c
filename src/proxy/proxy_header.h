/* proxy_header.h -- the PROXY protocol: the line or bytes by which a load balancer tells a server who calls (haproxy's proxy-protocol.txt, versions 1 and 2).
 *
 * Pure: from two ends to bytes.  Whether what it says is true is not known here.
 */
#ifndef WAX_PROXY_PROXY_HEADER_H
#define WAX_PROXY_PROXY_HEADER_H

#include <stddef.h>
#include <stdint.h>

enum { PROXY_HEADER_MOST = 108 };       /* s.2.1: 107 characters and a NUL; version 2 has 52 bytes at most */

struct proxy_end {
    int      ip_version;                /* 4, 6; 0: not known */
    uint8_t  ip[16];                    /* in network order; 4 bytes of IPv4 */
    unsigned port;
};

/* How many bytes.  version: 1 or 2.  Unless both ends are of one version of IP, it says that they are not known. */
size_t wax__proxy_header(uint8_t to[PROXY_HEADER_MOST], int version, const struct proxy_end *from, const struct proxy_end *at);

#endif
