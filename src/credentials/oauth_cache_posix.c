/* oauth_cache_posix.c -- see oauth_cache.h. */
#include "oauth_cache.h"

#include "buf.h"
#include "patience.h"
#include "private_file.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* -- the place ---------------------------------------------------------------------------------------------- */

static bool make_folder(char *to, size_t size)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n = cache && *cache == '/' ? snprintf(to, size, "%s", cache) : home && *home == '/' ? snprintf(to, size, "%s/.cache", home) : -1;

    if (n < 0 || (size_t)n + sizeof "/wax" > size)
        return false;
    (void)mkdir(to, 0700);
    memcpy(to + n, "/wax", sizeof "/wax");
    (void)mkdir(to, 0700);
    return true;
}

/* Each with its NUL, so that no two lists of strings run together to the same. */
static bool digest(unsigned char to[EVP_MAX_MD_SIZE], const struct oauth *o, const struct secret *refresh)
{
    const char *texts[] = { o->token_url, o->client_id, o->scope ? o->scope : "" };
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool good = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL);

    for (size_t i = 0; good && i < sizeof texts / sizeof *texts; i++)
        good = EVP_DigestUpdate(md, texts[i], strlen(texts[i]) + 1);
    good = good && EVP_DigestUpdate(md, refresh->bytes, refresh->len) && EVP_DigestFinal_ex(md, to, NULL);
    EVP_MD_CTX_free(md);
    return good;
}

void oauth_cache_find(struct oauth_place *place, const struct oauth *o, const struct secret *refresh)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    char folder[PATH_MAX - 80], hex[65];

    place->path[0] = 0;
    if (!make_folder(folder, sizeof folder) || !digest(hash, o, refresh))
        return;
    for (size_t i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash[i]);
    snprintf(place->path, sizeof place->path, "%s/oauth-%s", folder, hex);
}

/* -- one at a time ------------------------------------------------------------------------------------------- */

enum { LOOK_AGAIN_MS = 20 };        /* flock has no time-out */

int oauth_cache_lock(int64_t deadline_ms)
{
    char folder[PATH_MAX - 80], path[PATH_MAX];

    if (!make_folder(folder, sizeof folder))
        return -1;
    snprintf(path, sizeof path, "%s/oauth.lock", folder);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0 && patience_left_ms(deadline_ms) > 0)
        poll(NULL, 0, LOOK_AGAIN_MS);
    return fd;
}

void oauth_cache_unlock(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* -- what is kept: when it expires, a line end, the token ---------------------------------------------------- */

bool oauth_cache_get(const struct oauth_place *place, struct secret *access)
{
    struct secret text = { 0 };
    wax_error unused = { 0 };
    char *token = NULL;

    if (!*place->path || !private_file_read(&text, place->path, "oauth", "the token", &unused))
        return false;
    long long expires = strtoll((const char *)text.bytes, &token, 10);
    size_t len = *token == '\n' ? strlen(token + 1) : 0;
    bool good = len && expires - OAUTH_MARGIN_S > (long long)time(NULL) && wax__secret_set(access, token + 1, len);
    wax__secret_clear(&text);
    return good;
}

void oauth_cache_put(const struct oauth_place *place, const struct secret *access, int64_t expires_in_s)
{
    struct buf text = { 0 };

    if (!*place->path || expires_in_s <= OAUTH_MARGIN_S)
        return;
    if (wax__buf_putf(&text, "%lld\n", (long long)time(NULL) + (long long)expires_in_s) && wax__buf_put(&text, access->bytes, access->len))
        (void)private_file_replace(place->path, buf_data(&text), buf_len(&text));       /* not kept: the next mail asks again */
    wax__buf_wipe(&text);
}
