/* server_line.h -- one server, for one mail after the other: each is waited for until it is settled.
 *
 * Knows the way from the options of a server to a report: what it must prove, the password, a token that has to be got anew.  Prints
 * nothing but what went wrong before anybody was called, and a trace where one is wanted.
 */
#ifndef WAX_CMD_SERVER_LINE_H
#define WAX_CMD_SERVER_LINE_H

#include "server_args.h"

#include <wax/client.h>

/* Zeroed: not open. */
struct server_line {
    const struct server_args *server;       /* borrowed */
    bool                      wants_trace, has_kept_token;
    wax_tls                  *tls;
    wax_client               *client;
};

/* False: the outcome says why not.  The password is in the client then, and nowhere else. */
bool server_line_open(struct server_line *, const struct server_args *, bool wants_trace, struct outcome *);
void server_line_close(struct server_line *);

/* The caller's to free, and it says what happened: the outcome is as it was.  NULL: nothing was sent, and the outcome says why. */
wax_report *server_line_send(struct server_line *, wax_message *, struct outcome *);

#endif
