/* intake_lines_posix.c -- see intake_lines.h. */
#include "intake_lines.h"

#include "fail.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

void intake_lines_begin(struct intake_lines *l, int fd)
{
    l->fd = fd;
    l->start = l->end = 0;
    l->is_over = l->is_inside = false;
}

static void make_room(struct intake_lines *l)
{
    memmove(l->bytes, l->bytes + l->start, l->end - l->start);
    l->end -= l->start;
    l->start = 0;
}

/* The descriptor is the caller's, and may be one that does not wait. */
static wax_status read_some(struct intake_lines *l, wax_error *why)
{
    ssize_t n;

    make_room(l);
    while ((n = read(l->fd, l->bytes + l->end, INTAKE_ROOM - l->end)) < 0) {
        if (errno == EAGAIN)
            poll(&(struct pollfd){ .fd = l->fd, .events = POLLIN }, 1, -1);
        else if (errno != EINTR)
            return wax__fail(why, WAX_E_INPUT, "file", "the mail can't be read from standard input: %s; nothing was sent", strerror(errno));
    }
    l->end += (size_t)n;
    l->is_over = n == 0;
    return WAX_OK;
}

static void give(struct intake_lines *l, struct line_piece *piece, size_t len, size_t end_len, enum line_end end)
{
    *piece = (struct line_piece){ l->bytes + l->start, len, !l->is_inside, end };
    l->start += len + end_len;
    l->is_inside = end == LINE_GOES_ON;
}

static void give_line(struct intake_lines *l, struct line_piece *piece, const uint8_t *lf)
{
    const uint8_t *from = l->bytes + l->start;
    bool has_cr = lf > from && lf[-1] == '\r';

    give(l, piece, (size_t)(lf - from) - has_cr, 1 + has_cr, has_cr ? LINE_CRLF : LINE_LF);
}

/* What is there is no whole line.  A CR stays: its LF may come. */
static void give_rest(struct intake_lines *l, struct line_piece *piece)
{
    size_t len = l->end - l->start;

    if (l->is_over && len == 0)
        *piece = (struct line_piece){ 0 };
    else if (l->is_over)
        give(l, piece, len, 0, LINE_LAST);
    else
        give(l, piece, len - (l->bytes[l->end - 1] == '\r'), 0, LINE_GOES_ON);
}

wax_status intake_lines_next(struct intake_lines *l, struct line_piece *piece, wax_error *why)
{
    for (;;) {
        const uint8_t *lf = memchr(l->bytes + l->start, '\n', l->end - l->start);
        if (lf) {
            give_line(l, piece, lf);
            return WAX_OK;
        }
        if (l->is_over || l->end - l->start == INTAKE_ROOM) {
            give_rest(l, piece);
            return WAX_OK;
        }
        wax_status s = read_some(l, why);
        if (s)
            return s;
    }
}

bool intake_lines_wait(const struct intake_lines *l)
{
    return !l->is_over && !memchr(l->bytes + l->start, '\n', l->end - l->start);
}
