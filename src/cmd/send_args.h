/* send_args.h -- what `wax send` was asked to do: read from the command line, and found to make sense.
 *
 * Knows every option and which go together; opens no file, asks for no password, talks to nobody.
 */
#ifndef WAX_CMD_SEND_ARGS_H
#define WAX_CMD_SEND_ARGS_H

#include "options.h"

#include <wax/smtp.h>

/* Strings are borrowed from argv. */
struct send_args {
    const char    *server, *connect_to, *ehlo_name, *timeout;
    const char    *from, *subject, *text, *html;
    struct strings to, cc, bcc;
    const char    *user, *auth, *password_command, *password_file;
    const char    *tls, *ca_file, *verify_name;
    bool           trace, json, quiet;

    struct strings operands;
    const char    *file;            /* a ready-made mail, "-" for standard input; NULL: a new one is composed */
    int64_t        timeout_ms;
    bool           weakens_tls;     /* --tls says other than what the URL means by itself: then tls_mode is it */
    wax_tls_mode   tls_mode;
};

/* Every problem is said at once.  Free it whatever came out. */
enum parsed send_args_read(struct send_args *, int argc, char **argv, struct outcome *);
void        send_args_free(struct send_args *);
void        send_args_help(void);

bool send_args_has_user(const struct send_args *);      /* by --user, or in the URL */

#endif
