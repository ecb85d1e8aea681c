/* intake.c -- see intake.h: from lines to a header and a body that is kept. */
#include "intake.h"

#include "fail.h"
#include "spool.h"

#include <stdlib.h>
#include <string.h>

struct reader {
    struct intake_mail  *mail;
    struct intake_lines *lines;
    enum intake_end      until;
    struct line_piece    piece;         /* what of it was not given yet */
    size_t               owed;          /* bytes of a CRLF */
    bool                 is_over, was_crlf;
    uint8_t              utf8[4];       /* a character that is not whole yet */
    size_t               n_utf8;
    wax_error            why;
};

/* -- lines ---------------------------------------------------------------------------------------------------- */

static bool is_smtp(const struct reader *r)
{
    return r->until == INTAKE_SMTP_CRLF || r->until == INTAKE_SMTP_ANY;
}

/* Whether this line is the end.  Guarantee: where lines end in CRLF, a dot between bare LFs ends nothing; somebody's mail can't say that what
 * follows in it are commands. */
static bool is_end(const struct reader *r, const struct line_piece *p, bool was_crlf)
{
    bool is_dot = p->is_start && p->end != LINE_GOES_ON && p->len == 1 && *p->p == '.';

    if (r->until == INTAKE_SMTP_CRLF)
        return is_dot && p->end == LINE_CRLF && was_crlf;
    return is_dot && r->until != INTAKE_TO_END;
}

static void undouble(const struct reader *r, struct line_piece *p)
{
    if (!is_smtp(r) || !p->is_start || p->len == 0 || *p->p != '.')
        return;
    p->p++;
    p->len--;
}

/* False: the mail is over. */
static bool next_piece(struct reader *r)
{
    bool was_crlf = r->was_crlf;

    if (r->is_over || intake_lines_next(r->lines, &r->piece, &r->why))
        r->is_over = true;
    else if (!r->piece.p) {
        r->is_over = true;
        if (is_smtp(r))
            wax__fail(&r->why, WAX_E_INPUT, "data", "the input ended before the end of the mail, which is a line with one dot; nothing was sent");
    } else
        r->is_over = is_end(r, &r->piece, was_crlf);
    if (r->is_over)
        return false;
    undouble(r, &r->piece);
    r->was_crlf = r->piece.end == LINE_CRLF || (r->piece.end == LINE_GOES_ON && was_crlf);
    r->mail->has_bare_lf = r->mail->has_bare_lf || (r->until == INTAKE_SMTP_CRLF && r->piece.end == LINE_LF);
    return true;
}

/* -- the header ----------------------------------------------------------------------------------------------- */

/* NUL and CR have no place in a header, and what they may hide is not worth keeping. */
static bool put_clean(struct buf *to, const uint8_t *p, size_t len)
{
    size_t before = buf_len(to);

    if (!wax__buf_put(to, p, len))
        return false;
    for (uint8_t *at = to->mem + to->start + before, *end = to->mem + to->end; len && at < end; at++)
        if (*at == 0 || *at == '\r')
            *at = ' ';
    return true;
}

static void put_header(struct reader *r, const struct line_piece *p)
{
    struct buf *to = &r->mail->header;

    if (buf_len(to) + p->len > INTAKE_HEADER_MOST)
        wax__fail(&r->why, WAX_E_INPUT, "message", "the mail's header is longer than a megabyte; is it a mail? Nothing was sent");
    else if (!put_clean(to, p->p, p->len) || (p->end != LINE_GOES_ON && !wax__buf_put(to, "\r\n", 2)))
        wax__fail_memory(&r->why, "message");
}

/* A line of nothing but blanks would end the header for some readers and not for others. */
static bool is_visible(const struct line_piece *p)
{
    for (size_t i = 0; i < p->len; i++)
        if (p->p[i] != ' ' && p->p[i] != '\t')
            return true;
    return p->end == LINE_GOES_ON;
}

static bool belongs_to_header(const struct reader *r, const struct line_piece *p)
{
    bool goes_on = buf_len(&r->mail->header) && p->len && (*p->p == ' ' || *p->p == '\t');

    return !p->is_start || (goes_on && is_visible(p)) || intake_begins_field(p->p, p->len);
}

/* "From " and a date, with any number of ">": a mailbox file's, not the mail's. */
static bool is_separator(const struct reader *r, const struct line_piece *p)
{
    size_t n = 0;

    while (n < p->len && p->p[n] == '>')
        n++;
    return buf_len(&r->mail->header) == 0 && p->is_start && p->end != LINE_GOES_ON && p->len - n >= 5 && memcmp(p->p + n, "From ", 5) == 0;
}

/* What is no field begins the body: texts without a header are sent as well.  The empty line between the two is neither's. */
static void read_header(struct reader *r)
{
    while (next_piece(r)) {
        if (is_separator(r, &r->piece))
            continue;
        if (!belongs_to_header(r, &r->piece))
            break;
        if (!r->why.status)
            put_header(r, &r->piece);
    }
    if (!r->is_over)
        r->owed = r->piece.end == LINE_GOES_ON ? 0 : 2;
    if (!r->is_over && r->piece.len == 0)
        r->owed = 0;
}

/* -- the body ------------------------------------------------------------------------------------------------- */

static void note_utf8(struct reader *r, uint8_t c)
{
    r->utf8[r->n_utf8++] = c;
    if (wax__text_utf8_len(r->utf8, r->n_utf8))
        r->n_utf8 = 0;
    r->mail->is_utf8 = r->n_utf8 < sizeof r->utf8;
}

static void note(struct reader *r, const uint8_t *p, size_t len)
{
    bool is_ascii = wax__text_is_ascii(p, len);

    wax__profile_add(&r->mail->profile, p, len);
    r->mail->is_8bit = r->mail->is_8bit || !is_ascii;
    for (size_t i = 0; r->mail->is_utf8 && (!is_ascii || r->n_utf8) && i < len; i++)
        note_utf8(r, p[i]);
}

/* A wax_source's. */
static wax_status read_body(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct reader *r = user;

    if (r->piece.len == 0 && !r->owed && next_piece(r))
        r->owed = r->piece.end == LINE_GOES_ON ? 0 : 2;
    if (r->why.status)
        return wax__fail(why, r->why.status, r->why.stage, "%s", r->why.text);
    if (r->piece.len && !r->is_over) {
        *n = r->piece.len < room ? r->piece.len : room;
        memcpy(to, r->piece.p, *n);
        r->piece.p += *n;
        r->piece.len -= *n;
    } else {
        *n = r->owed < room ? r->owed : room;
        memcpy(to, &"\r\n"[2 - r->owed], *n);
        r->owed -= *n;
    }
    note(r, to, *n);
    return WAX_OK;
}

static wax_status keep_body(struct reader *r, wax_error *why)
{
    wax_status s = wax__spool_source(&r->mail->body, (wax_source){ read_body, NULL, NULL, r }, "standard input", why);

    while (next_piece(r))       /* nothing is left unless something went wrong */
        ;
    if (r->n_utf8)
        r->mail->is_utf8 = false;
    return s;
}

wax_status intake_read(struct intake_mail *m, struct intake_lines *lines, enum intake_end until, wax_error *why)
{
    struct reader r = { .mail = m, .lines = lines, .until = until, .was_crlf = true };

    m->is_utf8 = true;
    read_header(&r);
    if (r.is_over)
        r.piece.len = r.owed = 0;
    return keep_body(&r, why);
}

void intake_free(struct intake_mail *m)
{
    if (m->body.free)
        m->body.free(m->body.user);
    wax__buf_clear(&m->header);
    *m = (struct intake_mail){ 0 };
}
