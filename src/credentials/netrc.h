/* netrc.h -- a login out of the text of a netrc file: machine, default, login, password, account, macdef.
 *
 * Knows the grammar and nothing of files.  Tokens stand between blanks, or between double quotes, in which \ takes the next character
 * as it is (and \n, \r, \t what they are in C); where a keyword may stand # begins a remark.  The first entry that fits wins.
 * Guarantee: one pass, no allocation, and no sentence repeats a token: it may be a password.
 */
#ifndef WAX_CREDENTIALS_NETRC_H
#define WAX_CREDENTIALS_NETRC_H

#include <stddef.h>
#include <wax/status.h>

/* Both point into the text, NUL-terminated; NULL: not given. */
struct netrc_login {
    char *user, *password;
};

/* `text` has a NUL behind its len bytes and is taken apart: its tokens are unquoted where they lie.  An entry fits when it is for
 * this host (or is the default), has a password, and names this user or none; user NULL: any.  Nothing fits: password is NULL. */
wax_status netrc_find(char *text, size_t len, const char *host, const char *user, struct netrc_login *, wax_error *why);

#endif
