/* route_args.h -- the way to the server: the options about it.
 *
 * Knows which kinds of addresses are called and from where; what server it is, and what it must prove, is server_args.h's.  Opens nothing.
 */
#ifndef WAX_CMD_ROUTE_ARGS_H
#define WAX_CMD_ROUTE_ARGS_H

#include "options.h"

/* Strings are borrowed from argv. */
struct route_args {
    bool           is_ipv4, is_ipv6;    /* such addresses alone */
    struct strings bind;                /* at most one of a family */
};

enum { N_ROUTE_OPTIONS = 3, ROUTE_ADDRESS_MOST = 255 };

/* Rows with a screen of their own; FIELD(x) is the offset of x in the command's struct, which has a struct server_args named `server`. */
#define ROUTE_OPTIONS(FIELD) \
    { "ipv4", NULL, OPTION_FLAG, 0, FIELD(server.route.is_ipv4), NULL }, \
    { "ipv6", NULL, OPTION_FLAG, 0, FIELD(server.route.is_ipv6), "such addresses alone; or -4, -6" }, \
    { "bind", "ADDRESS", OPTION_LIST, ROUTE_ADDRESS_MOST, FIELD(server.route.bind), "call from this one of ours; one of a family" }

#define ROUTE_EXAMPLES(CALL) \
    "Where to, with the server's name still to be proved: --connect-to ADDRESS.\n\n" \
    "  wax " CALL " -4\n" \
    "  wax " CALL " --bind 192.0.2.1 --bind 2001:db8::1\n"

void route_args_check(const struct route_args *, struct outcome *);     /* every problem is said */

#endif
