/* options.h -- a command line, read by a table that also makes its help.
 *
 * Knows how options are written (--name VALUE, --name=VALUE, --flag, -- before operands) and what a value may hold; does not
 * know what any option means.  Values are borrowed from argv.  Guarantee: what a LINE or LIST option gave has no control
 * character, is UTF-8 and is no longer than its row allows.
 */
#ifndef WAX_CMD_OPTIONS_H
#define WAX_CMD_OPTIONS_H

#include "outcome.h"

#include <stddef.h>

enum option_kind {
    OPTION_FLAG,        /* bool */
    OPTION_LINE,        /* const char *: one line of text */
    OPTION_TEXT,        /* const char *: any text, a path, a command */
    OPTION_LIST         /* struct strings: a LINE that may be repeated */
};

/* Borrowed from argv; the array is freed by options_free. */
struct strings {
    size_t       n;
    const char **at;
};

struct option {
    const char      *name;          /* without the dashes */
    const char      *argument;      /* as the help calls it; NULL for a flag */
    enum option_kind kind;
    size_t           most;          /* bytes in a LINE or one LIST item; 0: no bound */
    size_t           at;            /* offsetof the field in the command's struct */
    const char      *help;          /* NULL: explained together with the next row */
};

/* An option that we don't have, for a reason. */
struct advice {
    const char *name;
    const char *sentence;
};

/* A help of its own, for options that few need. */
struct screen {
    const char *name;       /* "help-tls": what asks for it */
    size_t      n;          /* so many options */
    const char *examples;
};

struct command {
    const char          *name;
    const char          *usage;         /* what follows "Usage: wax " */
    const struct option *options;
    size_t               n_options;
    const struct advice *advice;
    size_t               n_advice;
    const char          *examples;
    const struct screen *screens;       /* of its last options, in their order */
    size_t               n_screens;
};

enum parsed { PARSED, PARSED_HELP, PARSED_WRONG };      /* help is shown already */

/* argv[0] is the command's name.  `into` is the command's zeroed struct; `operands` gets what is no option.  Every problem is said,
 * and parsing goes on, so that all are seen at once. */
enum parsed options_parse(const struct command *, void *into, struct strings *operands, int argc, char **argv, struct outcome *);
void        options_free(const struct command *, void *into, struct strings *operands);

const struct option *options_find(const struct command *, const char *name);       /* NULL: it has none */
const char          *options_argument(const struct option *);       /* as the help calls it; "" for a flag */

/* The same checks as for what is typed; value: NULL for a flag.  The value is borrowed. */
void options_store(const struct option *, void *into, const char *value, struct outcome *);
bool options_is_given(const struct option *, const void *into);

/* Of the words given (ended by NULL), the one that was probably meant; NULL when none is near. */
const char *options_nearest(const char *wrong, const char *const *words);

#endif
