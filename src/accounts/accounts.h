/* accounts.h -- named accounts out of /etc/wax/config and ~/.config/wax/config, and which of them a mail goes through.
 *
 * Knows the files' shape, how the two go together and who may write them; knows three keys of its own (account, default, match) and of
 * the others only `from`, for choosing.  What a key means is for the command, whose options the keys are.
 *
 *     timeout 60                          lines before the first account count for every account of this file
 *     default work
 *     account work
 *         server submission://mail.example.org
 *         from ada@example.org
 *         match *@example.org             and for these senders
 *     account spare : work                work's lines count where it has none
 *
 * The two files: an account of the user's file stands in place of the host's account of the same name, all of it; `default` of the user's
 * file stands in place of the host's; the user's accounts are asked first who matches a sender.  Nothing else is mixed.  Who wants the host's
 * lines writes `account work : work`.
 */
#ifndef WAX_ACCOUNTS_ACCOUNTS_H
#define WAX_ACCOUNTS_ACCOUNTS_H

#include "config_line.h"

#include <wax/status.h>

/* A word in a file, for a sentence about it.  Borrowed from the accounts. */
struct place {
    const char *file;
    size_t      line;       /* from 1; 0: the file itself */
    const char *text;       /* the line as it stands; it may hold what should not be repeated */
    struct mark mark;
};

struct setting {
    const char  *key, *value;       /* value NULL: the key stands alone */
    struct place key_at, value_at;
};

/* All of it is borrowed from the accounts.  What counts for one key: the settings of the first in the row account, account->base,
 * account->base->base, ... that has it (several of one account, where the key may be repeated). */
struct account {
    const char           *name;     /* NULL: the lines for every account of its file */
    struct place          at;
    const struct account *base;     /* NULL: none */
    const struct setting *settings;
    size_t                n;
    bool                  is_hidden;    /* the user's file has one of this name */
};

struct accounts;

/* A fault: told when it is found; all of them are.  The place is good during the call. */
typedef void accounts_fault_fn(void *user, const struct place *, const char *sentence);

/* Both files; one that is not there has no accounts.  NULL: memory is used up. Blocks as long as reading two small files does.
 *   $WAX_HOST_CONFIG in place of /etc/wax/config; empty: none.   $XDG_CONFIG_HOME/wax/config, else $HOME/.config/wax/config.
 * A file is refused, as a fault of line 0, that is none, or that others than root and the user can write to. */
struct accounts *accounts_read(accounts_fault_fn *, void *user);

/* One text in place of the user's file, which was not written yet; `with_host`: beside the host's file. */
struct accounts *accounts_of_text(const char *text, size_t len, const char *name, bool with_host, accounts_fault_fn *, void *user);
void             accounts_free(struct accounts *);

size_t                accounts_count(const struct accounts *);
const struct account *accounts_at(const struct accounts *, size_t i);   /* the user's, then the host's that are not hidden; NULL: no more */

/* Every line of both files but account and default, also of what is hidden. */
void accounts_each(const struct accounts *, void (*fn)(void *user, const struct setting *), void *user);

const struct account *accounts_named(const struct accounts *, const char *name);        /* NULL: there is none */
const struct account *accounts_default(const struct accounts *);    /* by `default`, or the only one there is; NULL */


/* Of the user's file alone: the line `default`, an account of that name; NULL: it has none. */
const struct setting *accounts_user_default(const struct accounts *);
const struct account *accounts_user_named(const struct accounts *, const char *name);

/* Whose `match` or `from` fits the sender's address ("Ada <ada@example.org>" is one, too), else the default. */
const struct account *accounts_for(const struct accounts *, const char *sender);

bool accounts_is_name(const char *);       /* of an account: one word of letters, digits and . _ @ + - */

/* * stands for any bytes; case does not count, as nobody has two mailboxes that differ in it. */
bool accounts_match(const char *pattern, const char *address);

/* "" when there is no telling (no HOME): the path of the user's file. */
enum { ACCOUNTS_PATH = 4096 };
void accounts_user_path(char to[ACCOUNTS_PATH]);

enum { ACCOUNTS_FILE_MOST = 262144, ACCOUNTS_MOST = 1000 };     /* bytes and accounts of one file */

#endif
