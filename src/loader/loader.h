/* loader.h -- a library of the system that is loaded when it is first wanted.
 *
 * Linked, each would cost every start of every program that sends a mail (docs/decisions/0010), and most mails want none of them.  Knows names of
 * libraries and of symbols; knows nothing of what they do.  The name is fixed in our code, so that the system's loader looks where it
 * looks for libraries and nowhere else.
 */
#ifndef WAX_LOADER_LOADER_H
#define WAX_LOADER_LOADER_H

#include <stdbool.h>
#include <stddef.h>

struct wanted {
    const char *symbol;
    void       *function;       /* where its address goes: a pointer to a pointer to a function */
};

/* All of them or none: false leaves nothing to be called, and `why` (size bytes, printable; may be NULL) says what is missing.  What was
 * loaded stays until the process ends.  Any thread. */
bool wax__load(const char *library, const struct wanted *, size_t n, char *why, size_t size);

#endif
