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
    const char *oauth_token_url, *oauth_client_id, *oauth_client_secret_file, *oauth_refresh_token_file, *oauth_scope, *oauth_ca_file;
};

enum { N_STORES_OPTIONS = 9, STORES_LINE_MOST = 2048 };

/* Rows with a screen of their own; FIELD(x) as in server_args.h. */
#define STORES_OPTIONS(FIELD) \
    { "netrc", NULL, OPTION_FLAG, 0, FIELD(server.stores.netrc), "user and password of NETRC, or ~/.netrc" }, \
    { "netrc-file", "FILE", OPTION_TEXT, 0, FIELD(server.stores.netrc_file), "of this file" }, \
    { "secret-service", NULL, OPTION_FLAG, 0, FIELD(server.stores.secret_service), "password of the desktop's keyring" }, \
    { "oauth-token-url", "URL", OPTION_LINE, STORES_LINE_MOST, FIELD(server.stores.oauth_token_url), "refresh an access token here (https)" }, \
    { "oauth-client-id", "ID", OPTION_LINE, STORES_LINE_MOST, FIELD(server.stores.oauth_client_id), "as registered there" }, \
    { "oauth-client-secret-file", "FILE", OPTION_TEXT, 0, FIELD(server.stores.oauth_client_secret_file), "if it has a secret" }, \
    { "oauth-refresh-token-file", "FILE", OPTION_TEXT, 0, FIELD(server.stores.oauth_refresh_token_file), "rewritten when replaced" }, \
    { "oauth-scope", "TEXT", OPTION_LINE, STORES_LINE_MOST, FIELD(server.stores.oauth_scope), "default: all that was granted" }, \
    { "oauth-ca-file", "FILE", OPTION_TEXT, 0, FIELD(server.stores.oauth_ca_file), "trust these roots there, not the system's" }

#define STORES_EXAMPLES(COMMAND) \
    "  wax " COMMAND " --netrc ...\n" \
    "  secret-tool store --label=mail host mail.example.org service smtp user ada\n" \
    "  wax " COMMAND " --user ada --secret-service ...\n"

bool stores_args_has_oauth(const struct stores_args *);     /* the secret is an access token */
bool stores_args_know_user(const struct stores_args *);     /* the store says who logs in */

/* Appends the names of those that are given, and says how many there are then. */
size_t stores_args_given(const struct stores_args *, const char **names, size_t n);

void stores_args_check(const struct stores_args *, struct outcome *);       /* every problem is said */

#endif
