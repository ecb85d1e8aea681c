/* peer_name.h -- whom we mean to reach, in the form that a certificate and a ClientHello can hold.
 *
 * Knows host names and IP literals; asks no resolver, knows no OpenSSL.
 */
#ifndef WAX_STREAM_PEER_NAME_H
#define WAX_STREAM_PEER_NAME_H

#include <stdbool.h>
#include <wax/status.h>

struct peer_name {
    char text[256];     /* "mail.example.org", "192.0.2.1", "2001:db8::1"; "" for nobody */
    bool is_ip;
};

/* Takes off brackets, a zone and a final dot.  OK; E_USAGE with what is wrong, for whatever can be no host.  Whether an address
 * is one is not decided here: text of digits and dots, or with a colon, is meant as one. */
wax_status wax__peer_name(struct peer_name *, const char *host, wax_error *);

#endif
