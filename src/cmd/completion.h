/* completion.h -- what can be typed behind `wax`, for the shells: commands, options, and what may stand behind an option.
 *
 * Knows the words, which are the tables of the commands; how a shell is told them, the files of the shells know.  Promise: there is no list of
 * options here that could be forgotten.
 */
#ifndef WAX_CMD_COMPLETION_H
#define WAX_CMD_COMPLETION_H

#include "options.h"

enum completion_kind {
    COMPLETION_NONE,            /* nobody can guess it */
    COMPLETION_FILE, COMPLETION_FOLDER,
    COMPLETION_ACCOUNT, COMPLETION_TOPIC,       /* asked for when they are wanted: wax completion accounts, topics */
    COMPLETION_WORDS
};

struct completion {
    enum completion_kind kind;
    const char          *words;         /* for WORDS, with blanks between them */
};

enum { COMPLETION_VERBS = 2 };

struct completion_command {
    const char           *name, *summary;
    const struct command *(*table)(void);       /* NULL: it has no options in words */
    struct completion     operand;
    struct {
        const char       *name;                 /* "show": what follows that operand; NULL: none */
        struct completion next;
    } verbs[COMPLETION_VERBS];
};

extern const struct completion_command completion_commands[];      /* the last has no name */

struct completion completion_of(const struct completion_command *, const struct option *);

static inline bool completion_takes_value(const struct option *o)
{
    return o->kind != OPTION_FLAG;
}

const char *completion_help(const struct option *);     /* its own, or that of the row with which it is explained */

/* Between ' and ', as the shell wants it; `escaped`: characters that get a \ before them besides.  `quote` stands for a ' itself. */
void completion_put(const char *text, const char *quote, const char *escaped);

/* A script each, on standard output. */
void completion_bash(void);
void completion_zsh(void);
void completion_fish(void);

#endif
