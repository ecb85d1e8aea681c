/* oauth_none.c -- see oauth.h: where Wax was built without it. */
#include "oauth.h"

#include "fail.h"

void password_from_oauth(struct password *p, const struct oauth *oauth, bool is_fresh, int64_t deadline_ms, wax_error *why)
{
    (void)p;
    (void)oauth;
    (void)is_fresh;
    (void)deadline_ms;
    wax__fail(why, WAX_E_USAGE, "oauth", "this wax was built without OAuth (libcurl, jansson); let --password-command print an access token");
}

const char *oauth_parts(void)
{
    return "none";
}
