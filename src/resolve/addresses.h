/* addresses.h -- where a host can be reached: socket addresses, in the order in which to try them.
 *
 * Plain values, made from what needs no lookup; knows no names (lookup.h) and opens no socket.
 */
#ifndef WAX_RESOLVE_ADDRESSES_H
#define WAX_RESOLVE_ADDRESSES_H

#include "limit.h"

#include <stdbool.h>
#include <sys/socket.h>

struct address {
    struct sockaddr_storage sa;
    socklen_t               len;
};

struct addresses {
    struct address at[LIMIT_ADDRESSES];
    size_t         n;
};

bool wax__addresses_of_literal(struct addresses *, const char *host, unsigned port);   /* false: it is a name */
bool wax__addresses_of_path(struct addresses *, const char *path);      /* a local socket; false: the path is too long */
void wax__addresses_add(struct addresses *, const struct sockaddr *, socklen_t);    /* what is too much is left out */

const struct address *wax__addresses_of(const struct addresses *, sa_family_t);      /* the first of that family; NULL: none */
void wax__addresses_keep(struct addresses *, sa_family_t);      /* the others go, the order stays */

/* Families take turns, the first one's address first (RFC 8305 s.4); within a family the order stays. */
void wax__addresses_interleave(struct addresses *);

/* "192.0.2.1 port 587" for sentences, "[2001:db8::1]:587" for reports; the path of a local socket. */
enum { ADDRESS_TEXT = 128 };
void wax__address_say(char to[ADDRESS_TEXT], const struct address *);
void wax__address_print(char to[ADDRESS_TEXT], const struct address *);
void wax__address_to_literal(char to[ADDRESS_TEXT], const struct address *);    /* RFC 5321 s.4.1.3: "[192.0.2.1]", "[IPv6:...]"; "" local */

#endif
