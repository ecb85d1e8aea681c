/* send_args.h -- what `wax send` was asked to do: read from the command line, and found to make sense.
 *
 * Knows every option and which go together; opens no file, asks for no password, talks to nobody.
 */
#ifndef WAX_CMD_SEND_ARGS_H
#define WAX_CMD_SEND_ARGS_H

#include "server_args.h"

/* Strings are borrowed from argv. */
struct send_args {
    struct server_args server;
    const char        *from, *subject, *text, *html;
    struct strings     to, cc, bcc;
    bool               trace, json, quiet;

    struct strings     operands;
    const char        *file;        /* a ready-made mail, "-" for standard input; NULL: a new one is composed */
};

/* Every problem is said at once.  Free it whatever came out. */
enum parsed send_args_read(struct send_args *, int argc, char **argv, struct outcome *);
void        send_args_free(struct send_args *);

#endif
