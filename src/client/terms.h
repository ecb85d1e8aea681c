/* terms.h -- on what terms a connection is made: where to, under which name, with what proof and which login.
 *
 * Filled in by the client's setters, read by a connection.  All strings are the client's.
 */
#ifndef WAX_CLIENT_TERMS_H
#define WAX_CLIENT_TERMS_H

#include "addresses.h"
#include "announce.h"
#include "buf.h"
#include "proxy.h"
#include "secret.h"
#include "url.h"

#include <wax/loop.h>

struct terms {
    wax_loop      *loop;
    struct url     url;
    char          *address;         /* to connect to instead of the URL's host; NULL: that */
    int            ip_version;      /* 4 or 6: such addresses alone; 0: both */
    struct addresses from;          /* of ours, to call from, one of a family; none: the system chooses */
    enum proxy_kind proxy_kind;     /* NONE: straight to the server */
    struct url     proxy;
    struct secret  proxy_secret;
    struct announce announce;       /* said before the conversation begins */
    char          *name;            /* for EHLO; NULL: our own */
    wax_tls_mode   tls_mode;
    const wax_tls *tls;             /* the user's demand */
    char          *user;            /* NULL: no login */
    struct secret  secret;
    wax_stop       stop;            /* of a check: how far it goes */
    const struct buf *own_lines;    /* of a check: what it says there, each with its NUL; NULL: nothing */
    char          *mechanism;       /* NULL: the strongest */
    wax_trace_fn  *trace;
    void          *trace_user;
};

#endif
