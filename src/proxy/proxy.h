/* proxy.h -- asking a proxy for the way to a server: SOCKS5 (RFC 1928, RFC 1929) or HTTP CONNECT (RFC 9110 s.9.3.6).
 *
 * Bytes in, bytes out: knows no socket, no clock and no mail.  The server's name is the proxy's to look up; nobody here does.
 * Promise: it wants no byte that lies behind the proxy's answer, so that what the server says first is left to whoever talks with the server; what
 * it keeps is bounded; the password is in no sentence, also where the proxy repeats it.
 */
#ifndef WAX_PROXY_PROXY_H
#define WAX_PROXY_PROXY_H

#include "buf.h"
#include "secret.h"

#include <wax/status.h>

enum proxy_kind { PROXY_NONE, PROXY_SOCKS5, PROXY_HTTP };

/* What it is asked for.  All strings are borrowed. */
struct proxy_wish {
    enum proxy_kind      kind;
    const char          *name;      /* of the proxy, for sentences */
    const char          *user;      /* NULL: no login */
    const struct secret *secret;
    const char          *host;      /* of the server: a name or an address, without brackets */
    unsigned             port;
};

enum proxy_step { PROXY_METHOD, PROXY_LOGIN, PROXY_ANSWER, PROXY_ADDRESS, PROXY_STATUS, PROXY_OPEN, PROXY_FAILED };

enum { PROXY_REPLY_MOST = 8192 };   /* of HTTP, with its fields; more is no answer to CONNECT.  SOCKS5 has no longer one than 262 */

struct proxy_talk {
    const struct proxy_wish *wish;
    enum proxy_step          step;
    struct buf               out;       /* holds the password: wiped */
    uint8_t                  in[PROXY_REPLY_MOST];
    size_t                   n_in, wanted;      /* of the answer to this step; so many are wanted before it is looked at */
    size_t                   n_passed;          /* of answers that were not the last */
    wax_error                why;
};

void           wax__proxy_begin(struct proxy_talk *, const struct proxy_wish *);
const uint8_t *wax__proxy_out(const struct proxy_talk *, size_t *len);     /* to be said */
void           wax__proxy_said(struct proxy_talk *, size_t len);
size_t         wax__proxy_wants(const struct proxy_talk *);        /* how many bytes may be read for it now, at most; 0: it is over, or has to speak */
void           wax__proxy_hear(struct proxy_talk *, const uint8_t *, size_t len);  /* no more than it wants */
void           wax__proxy_clear(struct proxy_talk *);              /* wipes; it may be begun again */

#endif
