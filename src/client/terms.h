/* terms.h -- on what terms a connection is made: where to, under which name, with what proof and which login.
 *
 * Filled in by the client's setters, read by a connection.  All strings are the client's.
 */
#ifndef WAX_CLIENT_TERMS_H
#define WAX_CLIENT_TERMS_H

#include "buf.h"
#include "secret.h"
#include "url.h"
#include "way.h"

#include <wax/loop.h>

struct recall;

struct terms {
    wax_loop      *loop;
    struct recall *recall;          /* the client's, which a connection keeps up to date; NULL: every name is asked for */
    struct url     url;
    char          *address;         /* to connect to instead of the URL's host; NULL: that */
    int            ip_version;      /* 4 or 6: such addresses alone; 0: both */
    struct way    *way;             /* NULL: nothing of it was set */
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

static inline const struct way *terms_way(const struct terms *t)
{
    static const struct way straight = { .proxy_kind = PROXY_NONE };

    return t->way ? t->way : &straight;
}

#endif
