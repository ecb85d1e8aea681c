/* level.c -- see level.h. */
#include "level.h"

struct tls_demand wax__policy_level(wax_tls_mode mode, bool has_login, const struct tls_demand *user)
{
    struct tls_demand demand = *user;

    /* With a login the certificate is demanded even here: nobody shows a secret to a peer that may be anybody.  And who
     * pinned a peer, or knows it, wants that one or none. */
    if (mode == WAX_TLS_OPPORTUNISTIC && !has_login && !user->n_pins && !user->known_servers)
        demand.insecure_no_verify = true;
    return demand;
}
