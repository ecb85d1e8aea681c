/* stores_args.c -- see stores_args.h. */
#include "stores_args.h"

bool stores_args_has_oauth(const struct stores_args *a)
{
    return a->oauth_token_url || a->oauth_client_id || a->oauth_client_secret_file || a->oauth_refresh_token_file || a->oauth_scope || a->oauth_ca_file;
}

bool stores_args_know_user(const struct stores_args *a)
{
    return a->netrc || a->netrc_file;
}

size_t stores_args_given(const struct stores_args *a, const char **names, size_t n)
{
    if (a->netrc)
        names[n++] = "netrc";
    if (a->netrc_file)
        names[n++] = "netrc-file";
    if (a->secret_service)
        names[n++] = "secret-service";
    if (stores_args_has_oauth(a))
        names[n++] = "oauth-token-url";
    return n;
}

void stores_args_check(const struct stores_args *a, struct outcome *o)
{
    if (stores_args_has_oauth(a) && (!a->oauth_token_url || !a->oauth_client_id || !a->oauth_refresh_token_file))
        outcome_usage(o, "a token is refreshed with --oauth-token-url URL, --oauth-client-id ID and --oauth-refresh-token-file FILE, all three");
}
