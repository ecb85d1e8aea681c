/* credentials_memory_test.c -- every allocation fails in turn, wherever a secret is kept: it comes whole or not at all, and no memory is given
 * back that holds it.
 *
 * All that is freed is looked through, also where nobody wrote: it is of no use under valgrind, which does not run the slow ones.  The token
 * server is here, so that no library asks a network.
 */
#include "alloc_fail.h"
#include "https.h"
#include "netrc_file.h"
#include "oauth.h"
#include "secret_service.h"
#include "test.h"

#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SECRET "sesame-opens-it"
#define REFRESH "sesame-refreshes-it"
#define KEPT "sesame"                   /* what both begin with */

enum { PATH = 128 };

static char folder[] = "/tmp/wax-credentials-XXXXXX", plain[PATH], netrc[PATH], refresh[PATH], tool[PATH], command[PATH + 8];

/* Pieces of memory given back with a secret in them.  Volatile: a compiler knows free, and that it counts nothing. */
static volatile size_t n_freed_bare;

/* -- what is freed ---------------------------------------------------------------------------------------------- */

void __real_free(void *);
void __wrap_free(void *);

static bool holds_secret(const char *p, size_t len)
{
    for (size_t i = 0; i + sizeof KEPT - 1 <= len; i++)
        if (memcmp(p + i, KEPT, sizeof KEPT - 1) == 0)
            return true;
    return false;
}

void __wrap_free(void *p)
{
    n_freed_bare += p && holds_secret(p, malloc_usable_size(p));
    __real_free(p);
}

/* OpenSSL's memory first of all, before anything of it has run. */
__attribute__((constructor(101))) static void take_openssl(void)
{
    if (!alloc_fail_openssl())
        abort();
}

/* -- where it is kept --------------------------------------------------------------------------------------------- */

static void write_file(const char *path, const char *text, mode_t mode)
{
    FILE *f = fopen(path, "w");

    if (!f || fputs(text, f) < 0 || fclose(f) || chmod(path, mode))
        abort();
}

__attribute__((constructor)) static void make_places(void)
{
    char path[1200];

    if (!mkdtemp(folder))
        abort();
    snprintf(path, sizeof path, "%s:%s", folder, getenv("PATH"));
    setenv("PATH", path, 1);            /* secret-tool is ours */
    snprintf(plain, PATH, "%s/plain", folder);
    snprintf(netrc, PATH, "%s/netrc", folder);
    snprintf(refresh, PATH, "%s/refresh", folder);
    snprintf(tool, PATH, "%s/secret-tool", folder);
    snprintf(command, sizeof command, "cat '%s'", plain);
    write_file(plain, SECRET "\n", 0600);
    write_file(netrc, "machine mail.example.org login ada password " SECRET "\n", 0600);
    write_file(refresh, REFRESH "\n", 0600);
    write_file(tool, "#!/bin/sh\necho " SECRET "\n", 0700);
    setenv("XDG_CACHE_HOME", folder, 1);
}

static void remove_folder(const char *path)
{
    char inside[PATH + 256];
    DIR *d = opendir(path);

    for (struct dirent *e; d && (e = readdir(d)); ) {
        snprintf(inside, sizeof inside, "%s/%s", path, e->d_name);
        unlink(inside);
    }
    if (!d || closedir(d) || rmdir(path))
        abort();
}

__attribute__((destructor)) static void remove_places(void)
{
    char cache[PATH];

    snprintf(cache, sizeof cache, "%s/wax", folder);
    remove_folder(cache);
    remove_folder(folder);
}

static int64_t soon(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + 60000;
}

const char *https_library(void)
{
    return "none";
}

/* A token server that replaces the refresh token each time. */
wax_status https_post(const char *url, const char *ca_file, const struct buf *form, int64_t deadline_ms, struct https_answer *answer, wax_error *why)
{
    (void)url, (void)ca_file, (void)deadline_ms;
    CHECK(strstr((const char *)buf_data(form), "refresh_token=" REFRESH) != NULL);
    answer->status = 200;
    if (wax__buf_puts(&answer->body, "{\"access_token\":\"" SECRET "\",\"refresh_token\":\"" REFRESH "\",\"expires_in\":3600}"))
        return WAX_OK;
    return *why = (wax_error){ .status = WAX_E_NOMEM, .text = "memory is used up" }, WAX_E_NOMEM;
}

typedef void source_fn(struct password *, wax_error *);

static void environment(struct password *p, wax_error *why)
{
    setenv("WAX_PASSWORD", SECRET, 1);
    password_from_environment(p, why);
    CHECK(!getenv("WAX_PASSWORD"));
}

static void file(struct password *p, wax_error *why)
{
    password_from_file(p, plain, soon(), why);
}

static void program(struct password *p, wax_error *why)
{
    password_from_command(p, command, soon(), why);
}

static void netrc_of_ada(struct password *p, wax_error *why)
{
    password_from_netrc(p, netrc, "mail.example.org", NULL, why);
    CHECK(why->status || test_same(p->user, "ada"));
}

static void keyring(struct password *p, wax_error *why)
{
    password_from_secret_service(p, "mail.example.org", "ada", soon(), why);
}

static const struct oauth oauth = { .token_url = "https://token.example.org/", .client_id = "wax", .refresh_token_file = refresh };

static void token(struct password *p, wax_error *why)
{
    password_from_oauth(p, &oauth, true, soon(), why);
}

static void kept_token(struct password *p, wax_error *why)
{
    password_from_oauth(p, &oauth, false, soon(), why);
}

/* -- with less and less memory ------------------------------------------------------------------------------------ */

/* It came whole, or nothing of it is said and the sentence says why not. */
static bool comes(source_fn *source, long n, bool *has_failed)
{
    struct password p = { 0 };
    wax_error why = { 0 };

    alloc_fail_after(n);
    source(&p, &why);
    *has_failed = alloc_fail_stop();
    bool came = !why.status;
    if (came ? !CHECK(password_is_there(&p) && test_same(password_text(&p), SECRET)) : !CHECK(why.status == WAX_E_NOMEM && *why.text))
        test_note("allocation %ld: %s", n, why.text);
    CHECK(!strstr(why.text, KEPT) && !strstr(p.warning, KEPT));
    password_clear(&p);
    return came;
}

static void survives(source_fn *source, long least)
{
    bool has_failed;
    long n = 0;

    n_freed_bare = 0;
    CHECK(comes(source, 1000000, &has_failed) && !has_failed);
    do
        comes(source, n++, &has_failed);
    while (has_failed);
    CHECK(n > least && n_freed_bare == 0);
}

TEST("a password in the environment, a file or a command survives the failure of every allocation")
{
    survives(environment, 1);
    survives(file, 1);
    survives(program, 2);
}

TEST("so does one in a netrc file, with its user")
{
    survives(netrc_of_ada, 3);
}

TEST("so does one that the desktop keeps")
{
    survives(keyring, 1);
}

TEST("so does a token, asked for or kept")
{
    survives(token, 10);
    survives(kept_token, 3);
}

TEST("memory that was given back with a secret in it would have been seen")
{
    char *volatile copy = strdup(SECRET);       /* or a compiler leaves both calls out */

    n_freed_bare = 0;
    free(copy);
    CHECK(n_freed_bare == 1);
}
