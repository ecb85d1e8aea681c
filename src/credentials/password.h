/* password.h -- one secret on its way from where it is kept to who logs in with it; and the plain sources: a command, a file, the environment.
 *
 * Knows how to take the first line of something without waiting past a deadline; does not know what the password is for.
 * Promise: it is kept once, is overwritten when it goes, is in no sentence, and no child process finds it in its environment.
 * Every function that takes a wax_error fills it, at most once, and returns nothing else: an empty one says that it went well.
 */
#ifndef WAX_CREDENTIALS_PASSWORD_H
#define WAX_CREDENTIALS_PASSWORD_H

#include "secret.h"

#include <stdbool.h>
#include <stdint.h>
#include <wax/status.h>

/* Zeroed: none. */
struct password {
    struct secret kept;         /* no bytes: none; len is how many have come so far */
    bool          is_whole;     /* the line's end was seen */
    bool          is_kept;      /* a token that was got before, and may have been withdrawn since */
    char         *user;         /* whose it is, where the source knew; NULL otherwise */
    char          warning[320]; /* what a person should hear though it went well, or "" */
};

void password_clear(struct password *);

static inline bool password_is_there(const struct password *p)
{
    return p->kept.bytes != NULL;
}

static inline const char *password_text(const struct password *p)       /* NUL-terminated; NULL: none */
{
    return (const char *)p->kept.bytes;
}

/* Takes WAX_PASSWORD out of the environment and overwrites it there; nothing when it is not set. */
void password_from_environment(struct password *, wax_error *why);

/* The first line.  A file that others may read gets a warning. */
void password_from_file(struct password *, const char *path, int64_t deadline_ms, wax_error *why);

/* The first line of what the command says on its standard output.  It runs without a shell (command_words.h), with an empty standard
 * input, and must succeed; what runs longer than the deadline is killed. */
void password_from_command(struct password *, const char *command, int64_t deadline_ms, wax_error *why);

/* Between our files: the same, of words.  How it ended, when *why does not say it. */
struct run {
    int  not_run;       /* errno: the program could not be started */
    bool has_failed;
    int  status;        /* of waitpid */
};
struct run password_from_words(struct password *, char *const *words, int64_t deadline_ms, wax_error *why);

/* The other way: the words' program gets the password on its standard input, whole and without a line feed. */
struct run password_into_words(const struct password *, char *const *words, int64_t deadline_ms, wax_error *why);

/* More bytes of what the password is the first line of.  False: it cannot be one, and *why says why. */
bool password_add(struct password *, const char *bytes, size_t len, const char *source, wax_error *why);
bool password_end(struct password *, const char *source, wax_error *why);   /* no more comes */

#endif
