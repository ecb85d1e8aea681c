/* explain_pages.h -- docs/errors, built in by tools/pages. */
#ifndef WAX_CMD_EXPLAIN_PAGES_H
#define WAX_CMD_EXPLAIN_PAGES_H

#include <stddef.h>

struct explain_page {
    const char *name;           /* as wax_error_topic gives it */
    const char *summary;        /* one line */
    const char *text;           /* the rest, in lines that fit a terminal of 80 columns */
};

extern const struct explain_page explain_pages[];      /* in order of their names; the last has no name */

#endif
