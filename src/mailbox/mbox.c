/* mbox.c -- see mbox.h. */
#include "mbox.h"

#include "fail.h"
#include "text.h"

#include <string.h>

/* A line without its LF, or some of one that is longer than the room here; borrowed until the next. */
struct piece {
    const char *p;
    size_t      len;
    off_t       at;
    bool        is_start, is_end;
};

void mbox_begin(struct mbox *m)
{
    m->at = 0;
    m->line = 1;
    m->start = m->end = 0;
    m->is_inside = false;
}

/* -- lines -------------------------------------------------------------------------------------------------- */

static bool has_line(const struct mbox *m)
{
    return m->start < m->end && memchr(m->bytes + m->start, '\n', m->end - m->start);
}

static wax_status fill(struct mbox *m, wax_error *why)
{
    size_t n = 1;
    wax_status s = WAX_OK;

    memmove(m->bytes, m->bytes + m->start, m->end - m->start);
    m->end -= m->start;
    m->start = 0;
    while (!s && n && m->end < MBOX_ROOM && m->at < m->file.first.st_size) {
        s = mail_file_read(&m->file, m->bytes + m->end, MBOX_ROOM - m->end, m->at, &n, why);
        m->end += n;
        m->at += (off_t)n;
    }
    return s;
}

/* Of length 0 and no end: the file is over. */
static wax_status next_piece(struct mbox *m, struct piece *p, wax_error *why)
{
    wax_status s = has_line(m) ? WAX_OK : fill(m, why);
    const char *from = m->bytes + m->start;
    const char *lf = s || m->start == m->end ? NULL : memchr(from, '\n', m->end - m->start);
    size_t len = lf ? (size_t)(lf - from) : m->end - m->start;

    *p = (struct piece){ from, len, m->at - (off_t)(m->end - m->start), !m->is_inside, lf };
    m->start += len + (lf != NULL);
    m->is_inside = !lf && (len || m->is_inside);
    m->line += lf != NULL;
    return s;
}

static bool is_over(const struct piece *p)
{
    return p->len == 0 && !p->is_end;
}

static bool is_blank(const struct piece *p)
{
    return p->is_start && p->is_end && (p->len == 0 || (p->len == 1 && *p->p == '\r'));
}

static bool begins_with_from(const struct piece *p)
{
    return p->is_start && p->len >= 5 && memcmp(p->p, "From ", 5) == 0;
}

/* "12:34", as every date in such a line has it, whichever its form. */
static bool has_time(const struct piece *p)
{
    const uint8_t *c = (const uint8_t *)p->p;

    for (size_t i = 5; i + 5 <= p->len; i++)
        if (c[i + 2] == ':' && text_is_digit(c[i]) && text_is_digit(c[i + 1]) && text_is_digit(c[i + 3]) && text_is_digit(c[i + 4]))
            return true;
    return false;
}

static bool is_separator(const struct piece *p)
{
    return begins_with_from(p) && p->is_end && has_time(p);
}

/* -- mails -------------------------------------------------------------------------------------------------- */

static wax_status read_separator(struct mbox *m, bool *is_end, wax_error *why)
{
    struct piece p;
    wax_status s = next_piece(m, &p, why);

    *is_end = !s && is_over(&p);
    if (s || *is_end || is_separator(&p))
        return s;
    return wax__fail(why, WAX_E_INPUT, "mbox", "%.300s is no mbox: its first line does not begin with \"From \", a sender and a date", m->file.name);
}

/* A program that quotes would have quoted it; one that does not left nothing to tell it from a mail's own line. */
static wax_status ambiguous(const struct mbox *m, const struct piece *p, wax_error *why)
{
    return wax__fail(why, WAX_E_INPUT, "mbox", "line %lld of %.300s begins with \"From \", and it is not clear whether a mail begins there: where one does, an empty "
                     "line stands before it and a date in it; where none does, put a > before it", (long long)m->line - p->is_end, m->file.name);
}

static wax_status cut_off(const struct mbox *m, wax_error *why)
{
    return wax__fail(why, WAX_E_INPUT, "mbox", "%.300s does not end with an empty line, so its last mail may be cut off; if it is whole, put one there", m->file.name);
}

/* Up to the next separator, which is not taken, or to the end. */
static wax_status read_body(struct mbox *m, off_t *end, wax_error *why)
{
    struct piece p;
    bool was_blank = false;

    for (;;) {
        wax_status s = next_piece(m, &p, why);
        if (s)
            return s;
        if (is_over(&p))
            return was_blank ? WAX_OK : cut_off(m, why);
        if (begins_with_from(&p) && !(was_blank && is_separator(&p)))
            return ambiguous(m, &p, why);
        if (begins_with_from(&p)) {
            m->start -= p.len + 1;
            m->line--;
            return WAX_OK;
        }
        was_blank = is_blank(&p);
        *end = p.at;
    }
}

wax_status mbox_next(struct mbox *m, off_t *begin, off_t *end, bool *is_end, wax_error *why)
{
    wax_status s = mail_file_open(&m->file, why);

    if (s || (s = read_separator(m, is_end, why)) || *is_end)
        return s;
    *begin = *end = m->at - (off_t)(m->end - m->start);
    return read_body(m, end, why);
}
