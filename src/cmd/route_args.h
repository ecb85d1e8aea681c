/* route_args.h -- the way to the server: the options about it.
 *
 * Knows which kinds of addresses are called and from where; what server it is, and what it must prove, is server_args.h's.  Opens nothing.
 */
#ifndef WAX_CMD_ROUTE_ARGS_H
#define WAX_CMD_ROUTE_ARGS_H

#include "options.h"

enum { N_ROUTE_OPTIONS = 7, ROUTE_URL_MOST = 2048, ROUTE_ADDRESS_MOST = 255, ROUTE_END_MOST = 64 };

/* Strings are borrowed from argv. */
struct route_args {
    bool           is_ipv4, is_ipv6;    /* such addresses alone */
    struct strings bind;                /* at most one of a family */
    const char    *proxy, *proxy_password_file, *proxy_password_command;
    const char    *proxy_protocol;
    int            proxy_version;                                   /* of it; 0: none */
    char           proxy_source[ROUTE_END_MOST], proxy_destination[ROUTE_END_MOST];     /* "": the connection's own */
};

/* Rows with a screen of their own; FIELD(x) is the offset of x in the command's struct, which has a struct server_args named `server`. */
#define ROUTE_OPTIONS(FIELD) \
    { "ipv4", NULL, OPTION_FLAG, 0, FIELD(server.route.is_ipv4), NULL }, \
    { "ipv6", NULL, OPTION_FLAG, 0, FIELD(server.route.is_ipv6), "such addresses alone; or -4, -6" }, \
    { "bind", "ADDRESS", OPTION_LIST, ROUTE_ADDRESS_MOST, FIELD(server.route.bind), "call from this one of ours; one of a family" }, \
    { "proxy", "URL", OPTION_LINE, ROUTE_URL_MOST, FIELD(server.route.proxy), "socks5://[USER@]HOST[:PORT] or http://..." }, \
    { "proxy-password-file", "FILE", OPTION_TEXT, 0, FIELD(server.route.proxy_password_file), "its first line; or" }, \
    { "proxy-password-command", "CMD", OPTION_TEXT, 0, FIELD(server.route.proxy_password_command), "its first line of output" }, \
    { "proxy-protocol", "VERSION", OPTION_LINE, ROUTE_ADDRESS_MOST, FIELD(server.route.proxy_protocol), "say who calls first: v1 or v2[,FROM,TO]" }

#define ROUTE_EXAMPLES(CALL) \
    "Where to, with the server's name still to be proved: --connect-to ADDRESS. A\n" \
    "proxy looks that name up itself, and gets its password in the clear; TLS goes\n" \
    "through it to the server. -4, -6 and --bind are about the way to the proxy.\n\n" \
    "  wax " CALL " -4\n" \
    "  wax " CALL " --bind 192.0.2.1 --bind 2001:db8::1\n" \
    "  wax " CALL " --proxy socks5://localhost\n" \
    "  wax " CALL " --proxy-protocol v1\n"

void route_args_check(struct route_args *, struct outcome *);     /* every problem is said */

#endif
