/* password.h -- where a password comes from: a command, a file, the environment.  Never the command line.
 *
 * Knows how to take the first line of something without waiting past a deadline; does not know what the password is for.
 * Promise: it is kept once, is overwritten when it goes, is in no sentence, and no child process finds it in its environment.
 */
#ifndef WAX_CMD_PASSWORD_H
#define WAX_CMD_PASSWORD_H

#include "outcome.h"

#include <stdint.h>

enum { PASSWORD_MOST = 65536 };     /* tokens reach some kilobytes */

/* Zeroed: none. */
struct password {
    char  *text;        /* NUL-terminated; NULL: none */
    size_t len;         /* so far */
    bool   is_whole;    /* the line's end was seen */
};

void password_clear(struct password *);

/* Takes WAX_PASSWORD out of the environment and overwrites it there; nothing when it is not set. */
void password_from_environment(struct password *, struct outcome *);

/* The first line.  A file that others may read gets a warning. */
void password_from_file(struct password *, const char *path, int64_t deadline_ms, struct outcome *);

/* The first line of what the command says on its standard output.  It runs without a shell (command_words.h), with an empty standard
 * input, and must succeed; what runs longer than the deadline is killed. */
void password_from_command(struct password *, const char *command, int64_t deadline_ms, struct outcome *);

/* Between our files: more bytes of what the password is the first line of.  False: it cannot be one, and the outcome says why. */
bool password_add(struct password *, const char *bytes, size_t len, const char *source, struct outcome *);
bool password_end(struct password *, const char *source, struct outcome *);     /* no more comes */

#endif
