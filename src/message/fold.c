/* fold.c -- see fold.h. */
#include "fold.h"

#include "limit.h"

#include <string.h>

static void put(struct folding *f, const void *p, size_t n)
{
    f->has_failed = f->has_failed || !wax__buf_put(f->out, p, n);
    f->column += n;
}

void wax__fold_begin(struct folding *f, struct buf *out, const char *name)
{
    *f = (struct folding){ .out = out, .width = LIMIT_HEADER_LINE, .is_first = true };
    put(f, name, strlen(name));
    put(f, ":", 1);
}

void wax__fold_break(struct folding *f)
{
    put(f, "\r\n", 2);
    f->column = 0;
    f->width = LIMIT_HEADER_LINE;
}

void wax__fold_word(struct folding *f, struct span space, struct span word)
{
    size_t width = f->is_first ? LIMIT_BODY_LINE : f->width;

    if (f->column && f->column + space.len + word.len >= width)    /* not ">": a comma may be glued to it */
        wax__fold_break(f);
    put(f, space.p, space.len);
    put(f, word.p, word.len);
    f->is_first = false;
}

void wax__fold_glue(struct folding *f, const char *mark)
{
    put(f, mark, strlen(mark));
}

bool wax__fold_end(struct folding *f)
{
    put(f, "\r\n", 2);
    return !f->has_failed;
}
