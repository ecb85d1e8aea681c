/* normalise.h -- text as RFC 5322 s.2.1 has it, out of text as systems keep it.
 *
 * Knows lines; knows nothing of headers, bodies or where the bytes come from.  Promise: what is read has CRLF at the end of every
 * line, the last one too, and no other CR or LF, no NUL, no line over the limit; at any size of reads on either side.  What can't
 * be put right is refused with the line's number, and stays refused until it is rewound.  What need not be put right is read to where it is wanted, and no
 * byte of it is copied but those of a last line that is not whole yet.
 */
#ifndef WAX_MESSAGE_NORMALISE_H
#define WAX_MESSAGE_NORMALISE_H

#include "limit.h"

#include <wax/smtp.h>

/* `what` is named in sentences, and borrowed. */
struct line_law {
    const char *what;
    wax_status  status;         /* of a refusal: E_INPUT for a file, E_USAGE for an argument */
    size_t      longest;        /* bytes of a line without its end; SIZE_MAX: they are broken later */
};

struct normaliser {
    wax_source      from;       /* borrowed */
    struct line_law law;
    uint64_t        line;       /* that is being read; from 1 */
    size_t          column;     /* bytes of it so far */
    const char     *owed;       /* what is left of a CRLF */
    const uint8_t  *nul;        /* the first NUL in the buffer, or its end */
    size_t          start, end;
    bool            is_at_end;
    bool            is_mixed;   /* what lies in the buffer is not all lines that end in CRLF, and goes one by one */
    wax_error       refusal;
    uint8_t         bytes[LIMIT_MESSAGE_CHUNK];
};

void       wax__normalise_begin(struct normaliser *, wax_source from, struct line_law);
wax_status wax__normalise_read(struct normaliser *, void *to, size_t room, size_t *n, wax_error *);    /* as wax_source's read */
wax_status wax__normalise_rewind(struct normaliser *, wax_error *);

#endif
