/* sendmail_post.h -- a mail that was taken in, on its way to the server: the same for the command line and for SMTP on standard input.
 *
 * Knows whose mail it is, which server takes it, and how an outcome is told in the numbers of sysexits.h.  Promise: the outcome is right
 * only when every recipient was accepted.
 */
#ifndef WAX_CMD_SENDMAIL_POST_H
#define WAX_CMD_SENDMAIL_POST_H

#include "aliases.h"
#include "caller.h"
#include "intake.h"
#include "send_args.h"
#include "sendmail_args.h"
#include "server_line.h"

enum { POST_ADDRESS = 1024 };      /* longer ones are cut, and refused for it */

/* Zeroed, but for args, before post_init. */
struct post {
    const struct sendmail_args *args;
    struct caller               caller;
    struct send_args            settings;       /* what an account says, or the environment */
    char                        author[POST_ADDRESS], author_name[256], domain[256];    /* of whoever calls, by this account */
    bool                        is_fixed;       /* one server for all mails, whoever they are from */
    struct server_line          line;
    struct aliases              aliases;        /* the account's, or the system's */
};

void post_init(struct post *);
void post_end(struct post *);

/* Chooses the account for the sender of a mail: NULL, whoever calls; "" or "<>", nobody.  False: the outcome says what is wrong with the
 * configuration, which is 78.  Each call may end what the one before has chosen. */
bool post_begin(struct post *, const char *sender, struct outcome *);

/* Puts the sender onto the envelope. */
void post_sender(const struct post *, const char *sender, wax_message *envelope);

/* Adds whom a list names: what an alias stands for, and each with a domain.  False: it can't be read, and *why says so; its stage is
 * "aliases" where that is the aliases' fault. */
bool post_recipients(const struct post *, const char *list, wax_message *envelope, wax_error *why);

/* Sends the mail to whom the envelope names, and says what became of it.  The mail is changed by it. */
void post_mail(struct post *, struct intake_mail *, wax_message *envelope, struct outcome *);

#endif
