/* each_fill.h -- the arguments of one mail: those of the command line, filled from a row.
 *
 * Knows which options hold fields, and what kind of place each is (template.h); the rest is as it was typed.
 */
#ifndef WAX_CMD_EACH_FILL_H
#define WAX_CMD_EACH_FILL_H

#include "row.h"
#include "send_args.h"

/* Zeroed, it is empty. */
struct filled {
    struct send_args args;
    char           **texts;         /* what the row made of them; the lists as well */
    size_t           n;
};

/* Borrows the template, whose texts are no paths.  Clear it whatever came out. */
wax_status each_fill(struct filled *, const struct send_args *template, const struct row *, wax_error *);
void       each_fill_clear(struct filled *);

#endif
