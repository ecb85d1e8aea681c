/* intake_named.c -- see intake_named.h. */
#include "intake_named.h"

#include "fail.h"
#include "limit.h"
#include "lines_source.h"

#include <stdlib.h>
#include <string.h>

struct named {
    wax_source lines;           /* the mail, its line ends put right */
    struct buf header;          /* as it leaves, without the empty line */
    size_t     given, skipped;  /* of that header; of the one that came */
    size_t     came_len;
};

/* -- the header as it came ----------------------------------------------------------------------------------- */

/* How long it is; -1: its end has not come yet. */
static ptrdiff_t find_end(const struct buf *b, size_t from)
{
    const uint8_t *p = buf_data(b);
    size_t len = buf_len(b);

    if (len >= 2 && memcmp(p, "\r\n", 2) == 0)
        return 0;
    for (size_t i = from; i + 4 <= len; i++)
        if (memcmp(p + i, "\r\n\r\n", 4) == 0)
            return (ptrdiff_t)i + 2;
    return -1;
}

static wax_status read_more(const wax_source *lines, struct buf *to, size_t *n, wax_error *why)
{
    enum { PIECE = 2048 };
    uint8_t *room = wax__buf_room(to, PIECE);

    if (!room)
        return wax__fail_memory(why, "message");
    wax_status s = lines->read(lines->user, room, PIECE, n, why);
    if (!s)
        buf_added(to, *n);
    return s;
}

/* What was read behind its end is dropped: it is read again as the body. */
static wax_status read_header(const wax_source *lines, struct buf *to, wax_error *why)
{
    ptrdiff_t end = -1;
    size_t n = 1, from = 0;
    wax_status s;

    while (end < 0 && n) {
        if ((s = read_more(lines, to, &n, why)))
            return s;
        end = find_end(to, from);
        from = buf_len(to) > 3 ? buf_len(to) - 3 : 0;
        if (end < 0 && buf_len(to) > INTAKE_HEADER_MOST)
            return wax__fail(why, WAX_E_INPUT, "message", "the mail's header is longer than a megabyte; is it a mail?");
    }
    if (end >= 0)
        to->end = to->start + (size_t)end;
    return WAX_OK;
}

static wax_status check_fields(const struct buf *header, wax_error *why)
{
    const uint8_t *p = buf_data(header), *end = p + buf_len(header);

    for (size_t line = 1; p < end; line++) {
        const uint8_t *lf = memchr(p, '\n', (size_t)(end - p)), *next = lf ? lf + 1 : end;
        if (!(line > 1 && text_is_blank(*p)) && !intake_begins_field(p, (size_t)(next - p)))
            return wax__fail(why, WAX_E_INPUT, "message", "line %zu of the mail is no header field, like \"Subject: Hello\": "
                             "a mail is a header, an empty line, and then its text", line);
        p = next;
    }
    return WAX_OK;
}

static bool put_without_bcc(struct buf *to, const struct buf *header)
{
    struct span rest = { buf_data(header), buf_len(header) };
    struct intake_field f;
    bool good = true;

    while (good && intake_field_next(&rest, &f))
        good = intake_field_is(&f, "Bcc") || intake_field_is(&f, "Resent-Bcc") || wax__buf_put(to, f.whole.p, f.whole.len);
    return good;
}

/* -- the mail as it leaves ------------------------------------------------------------------------------------ */

static wax_status skip_header(struct named *m, wax_error *why)
{
    char bytes[2048];
    size_t n = 1;
    wax_status s = WAX_OK;

    while (!s && n && m->skipped < m->came_len) {
        size_t left = m->came_len - m->skipped;
        s = m->lines.read(m->lines.user, bytes, left < sizeof bytes ? left : sizeof bytes, &n, why);
        m->skipped += n;
    }
    return s;
}

static wax_status read_named(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct named *m = user;
    size_t left = buf_len(&m->header) - m->given;

    *n = left < room ? left : room;
    if (*n) {
        memcpy(to, buf_data(&m->header) + m->given, *n);
        m->given += *n;
        return WAX_OK;
    }
    wax_status s = skip_header(m, why);
    return s ? s : m->lines.read(m->lines.user, to, room, n, why);
}

static wax_status rewind_named(void *user, wax_error *why)
{
    struct named *m = user;

    m->given = m->skipped = 0;
    return m->lines.rewind(m->lines.user, why);
}

static void free_named(void *user)
{
    struct named *m = user;

    m->lines.free(m->lines.user);
    wax__buf_clear(&m->header);
    free(m);
}

/* -- both ----------------------------------------------------------------------------------------------------- */

static wax_status take(struct named *m, struct intake_mail *header, wax_error *why)
{
    wax_status s = read_header(&m->lines, &header->header, why);

    if (s || (s = check_fields(&header->header, why)))
        return s;
    m->came_len = buf_len(&header->header);
    if (!put_without_bcc(&m->header, &header->header))
        return wax__fail_memory(why, "message");
    return rewind_named(m, why);
}

static wax_status begin(struct named **m, wax_source from, wax_error *why)
{
    struct named *made = *m = calloc(1, sizeof *made);
    wax_status s = made ? wax__lines_source(&made->lines, from, (struct line_law){ "the mail", WAX_E_INPUT, LIMIT_BODY_LINE }, why) : wax__fail_memory(why, "message");

    if (!s)
        return made->lines.rewind(made->lines.user, why);
    if (from.free)
        from.free(from.user);
    free(made);
    *m = NULL;
    return s;
}

wax_status intake_named(wax_source *to, wax_source from, struct intake_mail *header, wax_error *why)
{
    struct named *m;
    wax_status s = begin(&m, from, why);

    if (!s)
        s = take(m, header, why);
    if (s && m)
        free_named(m);
    if (!s)
        *to = (wax_source){ read_named, rewind_named, free_named, m };
    return s;
}
