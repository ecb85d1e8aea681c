/* sendmail_args.h -- the command line of sendmail, as callers have written it for forty years.
 *
 * Knows every option that callers pass, and which of them ask for something; reads no mail, talks to nobody.  Guarantee: no option makes
 * wax read a configuration, write a file or call a server of the caller's choice.  Programs put addresses and "additional parameters" into
 * this line that strangers wrote (CVE-2016-10033 was -X), so -C and -X are taken and left alone, and --server is not there.
 */
#ifndef WAX_CMD_SENDMAIL_ARGS_H
#define WAX_CMD_SENDMAIL_ARGS_H

#include "outcome.h"

#include <stddef.h>
#include <wax/smtp.h>

enum sendmail_mode {
    SENDMAIL_SEND,          /* -bm, the default */
    SENDMAIL_SMTP,          /* -bs */
    SENDMAIL_QUEUE,         /* -bp, and mailq */
    SENDMAIL_RUN_QUEUE,     /* -q */
    SENDMAIL_ALIASES,       /* -bi, -I, and newaliases */
    SENDMAIL_HELP, SENDMAIL_VERSION
};

/* Strings are borrowed from argv. */
struct sendmail_args {
    enum sendmail_mode mode;
    bool        ignores_dots, reads_recipients, is_verbose, has_no_aliases;
    const char *sender;                         /* NULL: not given; "" and "<>": the null sender */
    const char *author_name;                    /* -F; NULL */
    const char *account;                        /* -a; NULL */
    const char *ask[WAX_ASK_REQUIRETLS + 1];    /* -N, -R, -V: as they were written; NULL */
    char      **recipients;                     /* the operands */
    size_t      n_recipients;
};

/* argv[0] is the name it was called by; it may be newaliases or mailq.  What is wrong is said, and the outcome is 64. */
void sendmail_args_read(struct sendmail_args *, int argc, char **argv, struct outcome *);

#endif
