/* place.h -- a value, written so that it stays text in the place where it stands. */
#ifndef WAX_MERGE_PLACE_H
#define WAX_MERGE_PLACE_H

#include "template.h"

/* A field of a template: where it stands, and what the row says. */
struct spot {
    const char *template;       /* all of it */
    const char *open, *close;   /* its braces; behind the closing one */
    const char *name, *value;
    int64_t     row;
};

wax_status place_put(struct buf *to, enum template_place, const struct spot *, wax_error *);
wax_status place_put_in_list(struct buf *to, const struct spot *, wax_error *);    /* place_list.c */
wax_status place_put_escaped(struct buf *to, const char *value, const char *which, wax_error *);    /* a backslash before each of these */
wax_status place_refuse(const struct spot *, const char *reason, wax_error *);

#endif
