/* lines_source.c -- see lines_source.h. */
#include "lines_source.h"

#include "fail.h"

#include <stdlib.h>

static wax_status read_lines(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    return wax__normalise_read(user, to, room, n, why);
}

static wax_status rewind_lines(void *user, wax_error *why)
{
    return wax__normalise_rewind(user, why);
}

static void free_lines(void *user)
{
    struct normaliser *n = user;

    if (n->from.free)
        n->from.free(n->from.user);
    free(n);
}

wax_status wax__lines_source(wax_source *to, wax_source from, struct line_law law, wax_error *why)
{
    struct normaliser *n = malloc(sizeof *n);       /* its buffer is pages that are not touched before it is read */

    if (!n)
        return wax__fail_memory(why, "message");
    wax__normalise_begin(n, from, law);
    *to = (wax_source){ read_lines, rewind_lines, free_lines, n };
    return WAX_OK;
}
