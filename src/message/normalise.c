/* normalise.c -- see normalise.h.
 *
 * Lines that are as they should be pass together.  Of others each passes in one copy: memchr finds its end, memchr proves that no CR lies
 * before it.  The buffer never ends in a CR whose follower is unknown: it is kept back until more has been read. */
#include "normalise.h"

#include "crlf.h"
#include "fail.h"

#include <inttypes.h>
#include <string.h>

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

static wax_status fill(struct normaliser *n)
{
    while (!has_more_to_say(n)) {
        size_t kept = n->end - n->start, got = 0;
        memmove(n->bytes, n->bytes + n->start, kept);
        wax_status s = n->from.read(n->from.user, n->bytes + kept, sizeof n->bytes - kept, &got, &n->refusal);
        if (s)
            return n->refusal.status ? s : wax__fail(&n->refusal, s, "message", "%s could not be read", n->law.what);
        if (got > sizeof n->bytes - kept)
            return wax__fail(&n->refusal, WAX_E_USAGE, "message", "the source of %s gave more bytes than there was room for", n->law.what);
        n->start = 0;
        n->end = kept + got;
        n->is_at_end = got == 0;
        n->is_mixed = false;
        n->nul = memchr(n->bytes, 0, n->end);
        n->nul = n->nul ? n->nul : n->bytes + n->end;
    }
    return WAX_OK;
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

wax_status wax__normalise_read(struct normaliser *n, void *to, size_t room, size_t *made, wax_error *why)
{
    uint8_t *p = to;
    wax_status s = n->refusal.status;

    *made = 0;
    while (!s && *made < room) {
        size_t one = 0;
        *made += pay(n, p + *made, room - *made);
        if (*made == room || (*made && !has_more_to_say(n)))
            break;
        if ((s = fill(n)) || is_over(n))
            break;
        if (!*n->owed && !(one = pass_whole(n, p + *made, room - *made)))
            s = pass_line(n, p + *made, room - *made, &one);
        *made += one;
    }
    if (!s || *made)
        return WAX_OK;              /* what was good is given first; the refusal is said at the next read */
    return wax__fail(why, n->refusal.status, n->refusal.stage, "%s", n->refusal.text);
}
