/* intake_lines.h -- what a program hands over on a descriptor, line by line as it comes.
 *
 * Knows LF and CRLF; knows no mail and no SMTP.  Promise: a line is given as soon as its end was read, and one that is longer than the
 * room here comes in pieces, so that memory does not grow with it; a CR and its LF are never given apart.
 */
#ifndef WAX_INTAKE_LINES_H
#define WAX_INTAKE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wax/status.h>

enum { INTAKE_ROOM = 16384 };

enum line_end { LINE_GOES_ON, LINE_LF, LINE_CRLF, LINE_LAST };      /* LAST: the input ended in the middle of the line */

/* Without its end.  Borrowed until the next call. */
struct line_piece {
    const uint8_t *p;           /* NULL: the input is over */
    size_t         len;
    bool           is_start;    /* of a line */
    enum line_end  end;
};

struct intake_lines {
    int     fd;                 /* borrowed */
    size_t  start, end;         /* what was read and not given yet */
    bool    is_over, is_inside; /* inside a line, a piece of which was given */
    uint8_t bytes[INTAKE_ROOM];
};

void       intake_lines_begin(struct intake_lines *, int fd);
wax_status intake_lines_next(struct intake_lines *, struct line_piece *, wax_error *why);   /* blocks */
bool       intake_lines_wait(const struct intake_lines *);      /* true: the next call may block, so that answers should be out before */

#endif
