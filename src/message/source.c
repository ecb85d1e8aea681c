/* source.c -- see source.h. */
#include "source.h"

#include "lines_source.h"
#include "spool.h"

void wax__source_free(wax_source *s)
{
    if (s->free)
        s->free(s->user);
    *s = (wax_source){ 0 };
}

static wax_status make_rereadable(wax_source *from, const char *what, wax_error *why)
{
    wax_source kept;

    if (from->rewind)
        return WAX_OK;
    wax_status s = wax__spool_source(&kept, *from, what, why);
    if (!s) {
        wax__source_free(from);
        *from = kept;
    }
    return s;
}

wax_status wax__source_settle(wax_source *from, const char *what, const struct line_law *law, wax_error *why)
{
    wax_status s = make_rereadable(from, what, why);

    return s || !law ? s : wax__lines_source(from, *from, *law, why);
}
