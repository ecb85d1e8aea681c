/* alias_args.h -- --aliases FILE: names without a domain in the lists of recipients become the addresses that they stand for.
 *
 * Knows lists as they are typed; whom a name stands for, aliases.h knows.
 */
#ifndef WAX_CMD_ALIAS_ARGS_H
#define WAX_CMD_ALIAS_ARGS_H

#include "options.h"

struct alias_args {
    const char *file;       /* borrowed from argv, or from the account */
    char      **texts;      /* lists that were written anew */
    size_t      n;
};

#define ALIAS_OPTIONS(FIELD) \
    { "aliases", "FILE", OPTION_TEXT, 0, FIELD(aliases.file), "whom names without @ stand for: aliases(5)" }

/* In each of the n lists; what is wrong is said. */
void alias_args_expand(struct alias_args *, struct strings *const *lists, size_t n, struct outcome *);
void alias_args_free(struct alias_args *);

#endif
