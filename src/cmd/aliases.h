/* aliases.h -- whom a name without a domain stands for: the text of an aliases file, and what becomes of a name by it.
 *
 * Knows which file counts, how names lead to names, and what an alias may not lead to; the grammar is intake_aliases.h's.
 */
#ifndef WAX_CMD_ALIASES_H
#define WAX_CMD_ALIASES_H

#include "intake_list.h"

#include <wax/status.h>

/* Zeroed: nobody has an alias. */
struct aliases {
    char  *text;
    size_t len;
    bool   has_default;     /* the name `default` stands for all that are not in the file, as msmtp has it */
};

/* False: it can't be read, and *why says why. */
bool aliases_read(struct aliases *, const char *path, wax_error *why);

/* The system's: /etc/aliases, or the file that WAX_ALIASES names, empty: none.  One that can't be read is none. */
void aliases_read_system(struct aliases *);
bool aliases_are_named(void);       /* by WAX_ALIASES */
void aliases_free(struct aliases *);

enum alias_result { ALIAS_NONE, ALIAS_FOUND, ALIAS_WRONG };

/* Calls fn for each address that the name stands for, in the end; its `address` has no \ before it any more.  NONE: it has a domain, is \name or
 * stands for nobody, and `name` is without its \ then.  WRONG: *why says why; the stage is "aliases" where that is the file's fault.  fn returns false to stop. */
typedef bool alias_fn(void *user, const struct list_item *);
enum alias_result aliases_resolve(const struct aliases *, struct span *name, alias_fn *fn, void *user, wax_error *why);

#endif
