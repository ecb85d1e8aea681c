/* url.h -- where to send: a URL of client.h, taken apart and checked.
 *
 * Knows the schemes, their ports and what TLS they mean; looks nothing up.  Promise: what it lets through holds no control character,
 * no space and no password, so it can be named in a sentence and asked of a resolver.
 */
#ifndef WAX_CLIENT_URL_H
#define WAX_CLIENT_URL_H

#include "limit.h"

#include <stdbool.h>
#include <wax/smtp.h>

enum { URL_USER = 320, URL_PATH = 107 };        /* a mail address and more; what fits into a local socket's name */

/* Thousands of clients may keep one: its texts take what they need, in one piece. */
struct url {
    const char  *user;                  /* decoded; "": none */
    const char  *host;                  /* an IPv6 address without its brackets; of a local socket "localhost" */
    const char  *path;                  /* of a local socket, else "" */
    unsigned     port;                  /* 0: a local socket */
    bool         is_lmtp;
    wax_tls_mode tls;
    char        *texts;                 /* the three */
};

/* OK, E_USAGE with the sentence, or E_NOMEM; then the texts are empty.  What it held before is not freed. */
wax_status wax__url_parse(struct url *, const char *text, wax_error *);
void       wax__url_clear(struct url *);

/* "socks5://[USER@]HOST[:PORT]" or "http://[USER@]HOST:PORT": which kind of proxy, and where.  The text is in no sentence. */
wax_status wax__url_parse_proxy(struct url *, bool *is_http, const char *text, wax_error *);

/* A host alone, as wax_client_address takes it: a name, or an address with or without brackets. */
wax_status wax__url_check_host(const char *host, wax_error *);

#endif
