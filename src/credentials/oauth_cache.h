/* oauth_cache.h -- access tokens that still live, in $XDG_CACHE_HOME/wax (or ~/.cache/wax).
 *
 * Knows files named by a digest of everything that a token was got with, so that nothing else finds it.  Promise: each is readable by its owner alone,
 * written whole or not at all; what is not there, or not private, or nearly expired, is simply not found.
 */
#ifndef WAX_CREDENTIALS_OAUTH_CACHE_H
#define WAX_CREDENTIALS_OAUTH_CACHE_H

#include "oauth.h"

#include <limits.h>

enum { OAUTH_MARGIN_S = 60 };       /* a token that expires on its way is worse than none */

struct oauth_place {
    char path[PATH_MAX];            /* "": nothing can be kept */
};

void oauth_cache_find(struct oauth_place *, const struct oauth *, const struct secret *refresh);
bool oauth_cache_get(const struct oauth_place *, struct secret *access);                    /* false: there is none */
void oauth_cache_put(const struct oauth_place *, const struct secret *access, int64_t expires_in_s);

/* One process at a time asks: a refresh token that the server replaces is worth nothing to whoever read it before.  Waits until the deadline at
 * most; -1: not locked, and then we ask all the same.  Release what was given, -1 too. */
int  oauth_cache_lock(int64_t deadline_ms);
void oauth_cache_unlock(int);

#endif
