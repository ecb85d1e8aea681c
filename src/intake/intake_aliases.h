/* intake_aliases.h -- whom a local name stands for: the text of an aliases file, aliases(5).
 *
 * Knows the grammar (name: list; lines that begin with blanks go on; # begins a remark) and nothing of files.  What a list may hold besides
 * addresses (programs, files, other lists) is for the caller to refuse.
 */
#ifndef WAX_INTAKE_ALIASES_H
#define WAX_INTAKE_ALIASES_H

#include "buf.h"
#include "text.h"

/* True: there is one, and `list` has it, NUL-terminated, on one line.  Case does not count; the first of a name does.  *has_failed: memory is
 * used up. */
bool intake_alias_find(struct span text, struct span name, struct buf *list, bool *has_failed);

#endif
