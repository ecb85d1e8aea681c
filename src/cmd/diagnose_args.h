/* diagnose_args.h -- looking closer at a session: the options about it.
 *
 * Knows which go together; opens no file.
 */
#ifndef WAX_CMD_DIAGNOSE_ARGS_H
#define WAX_CMD_DIAGNOSE_ARGS_H

#include "options.h"

/* Strings are borrowed from argv. */
struct diagnose_args {
    bool        timing, events;
    const char *timeline;
};

enum { N_DIAGNOSE_OPTIONS = 3 };

/* Rows with a screen of their own; FIELD(x) is the offset of x in the command's struct, which has a struct diagnose_args named `diagnose`. */
#define DIAGNOSE_OPTIONS(FIELD) \
    { "timing", NULL, OPTION_FLAG, 0, FIELD(diagnose.timing), "how long each stage took" }, \
    { "timeline", "FILE", OPTION_TEXT, 0, FIELD(diagnose.timeline), "the same as a picture: SVG" }, \
    { "events", NULL, OPTION_FLAG, 0, FIELD(diagnose.events), "JSON lines: each event, then what --json tells" }

#define DIAGNOSE_ADVICE \
    "Beside these: --trace shows the talk, --json tells all, with the time of each\n" \
    "stage in microseconds; --ehlo-name says who we are, --connect-to where to go.\n\n"

/* The first that is given, by name; NULL: none. */
const char *diagnose_args_given(const struct diagnose_args *);

#endif
