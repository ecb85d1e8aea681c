/* stop_args.h -- how far `wax check` goes, and what it says there: the options about it.
 *
 * Knows the stages by name and what each needs; opens no file.
 */
#ifndef WAX_CMD_STOP_ARGS_H
#define WAX_CMD_STOP_ARGS_H

#include "options.h"

#include <wax/smtp.h>

enum { STOP_RECIPIENTS = 100, STOP_ADDRESS_MOST = 1024, STOP_LINES = 100, N_STOP_OPTIONS = 4 };

/* Strings are borrowed from argv. */
struct stop_args {
    const char    *word, *from;     /* word NULL: it goes on to the end */
    struct strings to, say;
    const char    *to_ended[STOP_RECIPIENTS + 1];     /* the same, ended by NULL */
    wax_stop       stop;
};

/* Rows for a command's table; FIELD(x) is the offset of x in the command's struct, which has a struct stop_args named `stop`. */
#define STOP_OPTIONS(FIELD) \
    { "stop-after", "STAGE", OPTION_LINE, 0, FIELD(stop.word), "QUIT there, see below" }, \
    { "from", "ADDRESS", OPTION_LINE, STOP_ADDRESS_MOST, FIELD(stop.from), "whom MAIL names; <> is nobody" }, \
    { "to", "ADDRESS", OPTION_LIST, STOP_ADDRESS_MOST, FIELD(stop.to), "whom RCPT names; may be repeated" }, \
    { "say", "LINE", OPTION_LIST, 0, FIELD(stop.say), "says it there as it is; may be repeated" }

#define STOP_ADVICE \
    "Stages: connect, greeting, ehlo, starttls, auth, mail, rcpt, data. No mail is\n" \
    "sent: behind the 354 to DATA we hang up, and the server forgets the envelope.\n"

void stop_args_check(struct stop_args *, struct outcome *);     /* every problem is said */

#endif
