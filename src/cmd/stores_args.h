/* stores_args.h -- where else the secret of a login is kept: the options, and which of them go together.
 *
 * Knows these options and no store; opens no file.
 */
#ifndef WAX_CMD_STORES_ARGS_H
#define WAX_CMD_STORES_ARGS_H

#include "options.h"

/* Strings are borrowed from argv. */
struct stores_args {
    bool        netrc, secret_service;
    const char *netrc_file;
};

enum { N_STORES_OPTIONS = 3 };

/* Rows with a screen of their own; FIELD(x) as in server_args.h. */
#define STORES_OPTIONS(FIELD) \
    { "netrc", NULL, OPTION_FLAG, 0, FIELD(server.stores.netrc), "user and password of NETRC, or ~/.netrc" }, \
    { "netrc-file", "FILE", OPTION_TEXT, 0, FIELD(server.stores.netrc_file), "of this file" }, \
    { "secret-service", NULL, OPTION_FLAG, 0, FIELD(server.stores.secret_service), "password of the desktop's keyring" }

#define STORES_EXAMPLES(COMMAND) \
    "  wax " COMMAND " --netrc ...\n" \
    "  secret-tool store --label=mail host mail.example.org service smtp user ada\n" \
    "  wax " COMMAND " --user ada --secret-service ...\n"

bool stores_args_know_user(const struct stores_args *);     /* the store says who logs in */

/* Appends the names of those that are given, and says how many there are then. */
size_t stores_args_given(const struct stores_args *, const char **names, size_t n);

#endif
