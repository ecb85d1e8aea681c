/* way.h -- what there is to the way to a server besides its address: where we call from, a proxy, what is announced.
 *
 * Most clients have none of it, and thousands may stand in one program: so it is a struct of its own, made when the first of it is set.
 */
#ifndef WAX_CLIENT_WAY_H
#define WAX_CLIENT_WAY_H

#include "addresses.h"
#include "announce.h"
#include "proxy.h"
#include "secret.h"
#include "url.h"

struct way {
    struct addresses from;          /* of ours, to call from, one of a family; none: the system chooses */
    enum proxy_kind  proxy_kind;    /* NONE: straight to the server */
    struct url       proxy;
    struct secret    proxy_secret;
    struct announce  announce;      /* said before the conversation begins */
};

#endif
