/* frame.c -- the body on its way out: with dots doubled behind DATA, in counted chunks behind BDAT.
 *
 * Sees bytes and the end of them; knows no header.  Promise: the end is said only after the whole body was read and kept the
 * line rules.  RFC 5321 s.4.5.2; RFC 3030 s.2.
 */
#include "core.h"

#include "fail.h"
#include "limit.h"

#include <stdio.h>
#include <string.h>

/* What was announced with SIZE is what must come: a file that grew or shrank under our hands is half of one mail and half of another. */
static wax_status check_size(const struct wax_delivery *d, size_t n, wax_error *why)
{
    int64_t have = d->now.body_bytes + (int64_t)n;

    if (d->size < 0 || have == d->size || (have < d->size && !d->now.has_read_all))
        return WAX_OK;
    return wax__fail(why, WAX_E_INPUT, "body", "the message was to have %lld bytes and has %s than that: it changed while it was read, and was not "
                     "sent; send it again", (long long)d->size, have < d->size ? "fewer" : "more");
}

/* A binary body has no lines, RFC 3030 s.3: it goes in counted chunks alone. */
static wax_status check_read(struct wax_delivery *d, const uint8_t *p, size_t n, wax_error *why)
{
    wax_status status = d->is_binary ? WAX_OK : wax__lines_check(&d->now.lines, p, n, why);

    if (!status)
        status = check_size(d, n, why);
    return !status && d->now.has_read_all && !d->is_binary ? wax__lines_end(&d->now.lines, why) : status;
}

/* Reads until the room is full or the body ends. */
static wax_status read_body(struct wax_smtp *c, struct wax_delivery *d, uint8_t *to, size_t room, size_t *n, wax_error *why)
{
    wax_status status = WAX_OK;
    size_t got = 1;

    wax__time_goes_by(c);
    for (*n = 0; *n < room && got && !status; *n += got) {
        got = 0;
        status = d->body.read(d->body.user, to + *n, room - *n, &got, why);
        if (got > room - *n)
            return wax__fail(why, WAX_E_USAGE, "body", "the message's source gave more bytes than there was room for");
    }
    if (status)                         /* AGAIN is none that a source may give: it would be asked for ever */
        return wax__fail(why, status == WAX_AGAIN ? WAX_E_INPUT : status, "body", "the message can't be read to its end");
    d->now.has_read_all = got == 0;
    return check_read(d, to, *n, why);
}

static void trace_message(struct wax_smtp *c, int64_t bytes)
{
    char text[64];

    if (c->trace)
        wax__trace(c, WAX_TRACE_SAID, text, (size_t)snprintf(text, sizeof text, "<message %lld bytes>", (long long)bytes));
}

static void end_said(struct wax_smtp *c, struct wax_delivery *d)
{
    d->now.end_at = c->n_said;
    wax__time_end(c, d, "body");
    wax__time_begin(c, d, "end");
    wax__expect(c, END, 0);
    d->now.speech = SPEECH_OVER;
}

/* The dot closes its transaction whatever the answer (RFC 5321 s.4.1.1.4).  Of BDAT LAST nobody says so: where it is refused, Exim keeps
 * the transaction open and would refuse the next MAIL.  So until it is accepted, RSET goes ahead of the next. */
static void last_said(struct wax_smtp *c, struct wax_delivery *d)
{
    c->needs_rset = true;
    end_said(c, d);
}

/* -- BDAT --------------------------------------------------------------------------------------------------- */

/* The body's own fault, and nothing of this chunk was said: only this message is broken off. */
static void drop_message(struct wax_delivery *d, const wax_error *why)
{
    wax__delivery_fail(d, why, WAX_NOT_TRIED);
    d->now.is_refused = true;
    d->now.speech = SPEECH_BODY;
}

/* Close before what was read, where nothing else lies before it; else that is moved. */
static void put_head(struct buf *out, uint8_t *at, size_t room, const char *head, size_t len, size_t n)
{
    size_t gap = buf_len(out) ? 0 : room - len;

    if (!gap)
        memmove(at + len, at + room, n);
    memcpy(at + gap, head, len);
    buf_added(out, gap + len + n);
    wax__buf_take(out, gap);
}

static void put_chunk(struct wax_smtp *c, struct wax_delivery *d, uint8_t *at, size_t room_for_head, size_t n)
{
    char head[48] = "BDAT ";
    size_t len = 5 + wax__text_decimal(head + 5, n);

    strcpy(head + len, d->now.has_read_all ? " LAST\r\n" : "\r\n");
    len += strlen(head + len);
    put_head(&c->out, at, room_for_head, head, len, n);
    c->n_said += len + n;
    d->now.body_bytes += (int64_t)n;
    d->now.speech = SPEECH_BODY;
    wax__trace(c, WAX_TRACE_SAID, head, len - 2);
    trace_message(c, (int64_t)n);
    if (d->now.has_read_all)
        last_said(c, d);
    else
        wax__expect(c, CHUNK, 0);
}

enum { ROOM_FOR_HEAD = 24 };

/* With its head it fills a buffer of a round size, and TLS records to the last of them.  One byte more than there is: where it is missing, the body has ended
 * and this chunk is the LAST. */
static size_t room_for_chunk(const struct wax_delivery *d)
{
    size_t most = (d->now.body_bytes ? LIMIT_CHUNK : LIMIT_FLIGHT) - ROOM_FOR_HEAD;
    bool is_less = d->size >= 0 && (uint64_t)(d->size - d->now.body_bytes) < most;

    return is_less ? (size_t)(d->size - d->now.body_bytes) + 1 : most;
}

void say_chunk(struct wax_smtp *c)
{
    struct wax_delivery *d = c->speaking;
    size_t most = room_for_chunk(d), head = ROOM_FOR_HEAD, n;
    uint8_t *at = wax__buf_room(&c->out, head + most);
    wax_error why = { 0 };

    wax__time_begin(c, d, "body");
    if (!at) {
        wax__fail_memory(&c->why, "bdat");
        wax__give_up(c);
    } else if (read_body(c, d, at + head, most, &n, &why))
        drop_message(d, &why);
    else
        put_chunk(c, d, at, head, n);
}

/* -- DATA --------------------------------------------------------------------------------------------------- */

/* A dot that begins a line is doubled: every CRLF of the body is one, the guard has seen to that. */
static bool put_stuffed(struct wax_smtp *c, const uint8_t *p, size_t n, bool at_line_start)
{
    while (n) {
        const uint8_t *lf = memchr(p, '\n', n);
        size_t line = lf ? (size_t)(lf - p) + 1 : n;
        if (at_line_start && *p == '.' && !wax__put(c, ".", 1))
            return false;
        if (!wax__put(c, p, line))
            return false;
        at_line_start = lf != NULL;
        p += line;
        n -= line;
    }
    return true;
}

static void say_dot(struct wax_smtp *c, struct wax_delivery *d)
{
    if (d->now.n_taken)
        trace_message(c, d->now.body_bytes);
    wax__trace(c, WAX_TRACE_SAID, ".", 1);
    if (wax__put(c, ".\r\n", 3))
        end_said(c, d);
}

/* Behind DATA there is no way to take a message back but to hang up before its end.  Those behind it are told that it was not they. */
static void hang_up(struct wax_smtp *c, struct wax_delivery *d, const wax_error *why)
{
    wax__delivery_fail(d, why, WAX_NOT_TRIED);
    wax__fail(&c->why, why->status, "body", "the conversation had to be ended in the middle of a message that can't be sent: %s", why->text);
    wax__give_up(c);
}

void say_body(struct wax_smtp *c)
{
    struct wax_delivery *d = c->speaking;
    bool at_line_start = d->now.lines.column == 0;
    uint8_t piece[16384];
    wax_error why = { 0 };
    size_t n = 0;

    wax__time_begin(c, d, "body");
    if (d->now.n_taken == 0)
        d->now.has_read_all = true;         /* nobody was taken, and still it said 354: the dot alone */
    else if (read_body(c, d, piece, sizeof piece, &n, &why)) {
        hang_up(c, d, &why);
        return;
    }
    d->now.body_bytes += (int64_t)n;
    if (put_stuffed(c, piece, n, at_line_start) && d->now.has_read_all)
        say_dot(c, d);
}
