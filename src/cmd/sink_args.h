/* sink_args.h -- what `wax sink` was asked to be.  Knows its options; opens nothing. */
#ifndef WAX_CMD_SINK_ARGS_H
#define WAX_CMD_SINK_ARGS_H

#include "options.h"

#include <wax/testing.h>

struct sink_args {
    const char    *listen, *tls, *auth, *store, *play, *name, *cert, *key, *client_ca;
    struct strings without;
    bool           once, trace, lmtp;

    struct strings operands;
    char           host[256];       /* of --listen, without brackets */
    unsigned       port;
    wax_sink_tls   tls_mode;
    char           user[256];       /* of --auth; the password is what follows the colon */
    const char    *password;
};

enum parsed sink_args_read(struct sink_args *, int argc, char **argv, struct outcome *);
void        sink_args_free(struct sink_args *);

const struct command *sink_args_command(void);      /* its table */

#endif
