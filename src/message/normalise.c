/* normalise.c -- see normalise.h.
 *
 * Lines are read to where they are wanted and looked at there: as they should be, they stay.  Others come into the buffer, and each passes in one copy:
 * memchr finds its end, memchr proves that no CR lies before it.  The buffer never ends in a CR whose follower is unknown: it is kept back until more has
 * been read. */
#include "normalise.h"

#include "crlf.h"
#include "fail.h"

#include <inttypes.h>
#include <string.h>

enum { LEAST_ROOM = 4096 };     /* less is not worth a read of its own */

void wax__normalise_begin(struct normaliser *n, wax_source from, struct line_law law)
{
    n->from = from;
    n->law = law;
    n->line = 1;
    n->column = n->start = n->end = 0;
    n->owed = "";
    n->nul = n->bytes;
    n->is_at_end = n->is_mixed = false;
    n->refusal = (wax_error){ 0 };
}

wax_status wax__normalise_rewind(struct normaliser *n, wax_error *why)
{
    wax__normalise_begin(n, n->from, n->law);
    return n->from.rewind(n->from.user, why);
}

static wax_status refuse(struct normaliser *n, const char *what_came, const char *what_to_do)
{
    return wax__fail(&n->refusal, n->law.status, "message", "line %" PRIu64 " of %s %s: %s", n->line, n->law.what, what_came, what_to_do);
}

static wax_status refuse_long(struct normaliser *n)
{
    return wax__fail(&n->refusal, n->law.status, "message", "line %" PRIu64 " of %s is longer than %zu bytes, which no mail may hold: "
                     "break it, or encode the part as base64 or quoted-printable", n->line, n->law.what, n->law.longest);
}

/* Whether what lies in the buffer is enough to go on: anything but a last CR. */
static bool has_more_to_say(const struct normaliser *n)
{
    size_t len = n->end - n->start;

    return n->is_at_end || len > 1 || (len == 1 && n->bytes[n->start] != '\r');
}

/* So many bytes are in the buffer, and were not looked at. */
static void hold(struct normaliser *n, size_t len)
{
    n->start = 0;
    n->end = len;
    n->nul = memchr(n->bytes, 0, len);
    n->nul = n->nul ? n->nul : n->bytes + len;
    n->is_mixed = false;
}

/* What failed gave nothing. */
static wax_status read_source(struct normaliser *n, uint8_t *to, size_t room, size_t *got)
{
    size_t some = 0;
    wax_status s = n->from.read(n->from.user, to, room, &some, &n->refusal);

    *got = 0;
    if (s)
        return n->refusal.status ? s : wax__fail(&n->refusal, s, "message", "%s could not be read", n->law.what);
    if (some > room)
        return wax__fail(&n->refusal, WAX_E_USAGE, "message", "the source of %s gave more bytes than there was room for", n->law.what);
    n->is_at_end = some == 0;
    *got = some;
    return WAX_OK;
}

static wax_status fill(struct normaliser *n)
{
    wax_status s = WAX_OK;

    while (!s && !has_more_to_say(n)) {
        size_t kept = n->end - n->start, got;
        memmove(n->bytes, n->bytes + n->start, kept);
        s = read_source(n, n->bytes + kept, sizeof n->bytes - kept, &got);
        hold(n, kept + got);
    }
    return s;
}

/* How much of this line is here and fits; *end says how long the line end is that follows it, 0: none yet. */
static size_t text_ahead(const struct normaliser *n, size_t room, size_t *end, bool *is_bare)
{
    const uint8_t *p = n->bytes + n->start;
    size_t len = n->end - n->start, look = len < room ? len : room;
    const uint8_t *lf = memchr(p, '\n', look);
    size_t text = lf ? (size_t)(lf - p) : look;
    const uint8_t *cr = memchr(p, '\r', text);

    *end = lf ? 1 : 0;
    *is_bare = false;
    if (!cr)
        return text;
    text = (size_t)(cr - p);
    *end = text + 1 < len && cr[1] == '\n' ? 2 : 0;
    *is_bare = !*end && (text + 1 < len || n->is_at_end);
    return text;
}

static wax_status check_text(struct normaliser *n, size_t text)
{
    const uint8_t *end = n->bytes + n->start + text;

    if (text > n->law.longest || n->column > n->law.longest - text)
        return refuse_long(n);
    if (n->nul < end)
        return refuse(n, "holds a NUL byte", "no mail may; remove it, or attach the file as base64");
    return WAX_OK;
}

/* One line, or what of it is here; into at least one byte of room. */
static wax_status pass_line(struct normaliser *n, uint8_t *to, size_t room, size_t *made)
{
    size_t end;
    bool is_bare;
    size_t text = text_ahead(n, room, &end, &is_bare);
    wax_status s = check_text(n, text);

    if (s)
        return s;
    if (is_bare && text == 0)
        return refuse(n, "holds a CR that no LF follows", "servers differ on where such a line ends; write CRLF or LF");
    memcpy(to, n->bytes + n->start, text);
    n->start += text + end;
    n->column += text;
    *made = text;
    if (end) {
        n->owed = "\r\n";
        n->line++;
        n->column = 0;
    }
    return WAX_OK;
}

/* Whether nothing is to be done to these whole lines; then they are counted. */
static bool are_clean(struct normaliser *n, const uint8_t *lines, size_t len)
{
    struct crlf at = { 0 };
    bool is_clean = wax__crlf_look(&at, lines, len, n->law.longest < SIZE_MAX - 2 ? n->law.longest + 2 : SIZE_MAX) == CRLF_KEPT;

    n->line += is_clean ? at.lines : 0;
    return is_clean;
}

/* All the lines that are here and fit, if there is nothing to be done to them: how many bytes that is. */
static size_t pass_whole(struct normaliser *n, uint8_t *to, size_t room)
{
    const uint8_t *p = n->bytes + n->start;
    size_t len = n->end - n->start, whole = n->column || n->is_mixed ? 0 : wax__crlf_whole(p, len < room ? len : room);

    n->is_mixed = n->is_mixed || (whole && !are_clean(n, p, whole));
    if (!whole || n->is_mixed)
        return 0;
    memcpy(to, p, whole);
    n->start += whole;
    return whole;
}

/* At the beginning of a line, of which no more than a bit is here. */
static bool may_read_in_place(const struct normaliser *n, size_t room)
{
    return room >= LEAST_ROOM && n->end - n->start < LEAST_ROOM / 4 && !n->column && !n->is_mixed && !n->is_at_end;
}

/* Lines that are not here yet, if there is nothing to be done to them.  What can't stay where it was read is in the buffer afterwards. */
static wax_status pass_in_place(struct normaliser *n, uint8_t *to, size_t room, size_t *made)
{
    size_t kept = n->end - n->start, most = room < sizeof n->bytes ? room : sizeof n->bytes, got;

    memcpy(to, n->bytes + n->start, kept);
    wax_status s = read_source(n, to + kept, most - kept, &got);
    size_t len = kept + got, whole = wax__crlf_whole(to, len);
    bool is_mixed = whole && !are_clean(n, to, whole);
    *made = is_mixed ? 0 : whole;
    memcpy(n->bytes, to + *made, len - *made);
    hold(n, len - *made);
    n->is_mixed = is_mixed;
    return s;
}

static size_t pay(struct normaliser *n, uint8_t *to, size_t room)
{
    size_t paid = 0;

    while (*n->owed && paid < room)
        to[paid++] = (uint8_t)*n->owed++;
    return paid;
}

/* At the very end: a last line without its end is given one. */
static bool is_over(struct normaliser *n)
{
    if (!n->is_at_end || n->start < n->end)
        return false;
    if (!n->column)
        return true;
    n->column = 0;
    n->owed = "\r\n";
    return false;
}

/* Of a line that is not whole yet no part is given after others: it would go through the buffer, and where the next read has room it need not. */
static bool should_go_on(const struct normaliser *n, size_t room)
{
    return has_more_to_say(n) && (room >= LEAST_ROOM || !may_read_in_place(n, LEAST_ROOM));
}

wax_status wax__normalise_read(struct normaliser *n, void *to, size_t room, size_t *made, wax_error *why)
{
    uint8_t *p = to;
    wax_status s = n->refusal.status;

    *made = 0;
    while (!s && *made < room) {
        size_t one = 0;
        *made += pay(n, p + *made, room - *made);
        if (*made == room || (*made && !should_go_on(n, room - *made)))
            break;
        if (may_read_in_place(n, room - *made))
            s = pass_in_place(n, p + *made, room - *made, &one);
        else if ((s = fill(n)) || is_over(n))
            break;
        else if (!*n->owed && !(one = pass_whole(n, p + *made, room - *made)))
            s = pass_line(n, p + *made, room - *made, &one);
        *made += one;
    }
    if (!s || *made)
        return WAX_OK;              /* what was good is given first; the refusal is said at the next read */
    return wax__fail(why, n->refusal.status, n->refusal.stage, "%s", n->refusal.text);
}
