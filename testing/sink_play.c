/* sink_play.c -- plays a dialogue over a real socket: says what it says, and expects the client to say what it says.
 *
 * Knows the moves of dialogue.h; reads no command and decides nothing.  Promise: where the client leaves the text, the sink's error
 * names the line, what was expected and what came, and the connection ends there. */
#include "sink.h"

#include "fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct move *current(const struct conn *c)
{
    const struct dialogue *d = &c->sink->dialogue;

    return c->play.at < d->n_moves ? &d->moves[c->play.at] : NULL;
}

static void next(struct conn *c)
{
    c->play.at++;
    c->play.matched = 0;
    c->play.place = LINE_START;
}

/* -- where they part ------------------------------------------------------------------------------------------ */

static void parted(struct conn *c, const char *expected, const void *came, size_t len)
{
    char wanted[200], said[200];
    const struct dialogue *d = &c->sink->dialogue;
    const struct move *m = current(c);

    wax__text_printable(wanted, sizeof wanted, expected, strcspn(expected, "\r\n"));
    wax__text_printable(said, sizeof said, came, len);
    wax__fail(&c->sink->error, WAX_E_PROTOCOL, "play", "%s:%u: expected %s; the client %s", d->path,
              m ? m->line : d->n_moves ? d->moves[d->n_moves - 1].line : 0, wanted, said);
    c->play.is_over = true;
    wax__sink_leave(c);
}

/* The first line of what came, as far as it is there. */
static void parted_by_words(struct conn *c, const char *expected, const uint8_t *p, size_t len)
{
    char said[200];
    const uint8_t *lf = memchr(p, '\n', len);
    size_t n = lf ? (size_t)(lf - p) : len;

    if (n && p[n - 1] == '\r')
        n--;
    n = (size_t)snprintf(said, sizeof said, "said: %.*s", (int)(n < 180 ? n : 180), (const char *)p);
    parted(c, expected, said, n < sizeof said ? n : sizeof said - 1);
}

static const char *wanted(const struct move *m)
{
    switch (m->kind) {
    case MOVE_CLIENT:
    case MOVE_SECRET: return (const char *)buf_data(&m->bytes);
    case MOVE_MESSAGE: return "the message";
    case MOVE_TLS: return "a handshake";
    case MOVE_TLS_FAILS: return "a handshake that fails";
    default: return "silence, for it is the server's turn";
    }
}

static bool is_client_move(const struct move *m)
{
    return m && (m->kind == MOVE_CLIENT || m->kind == MOVE_SECRET || m->kind == MOVE_MESSAGE);
}

/* Must the client still say something?  What the server says last it need not wait for, and where nothing is said inside TLS it may
 * have had its reasons not to begin it; the outcome tells. */
static bool has_client_moves(struct conn *c)
{
    while (current(c) && !is_client_move(current(c)) && current(c)->kind != MOVE_TLS_FAILS)
        next(c);
    return current(c) != NULL;
}

void wax__sink_play_ended(struct conn *c)
{
    static const char closed[] = "closed the connection";

    if (!c->play.is_over && has_client_moves(c))
        parted(c, wanted(current(c)), closed, sizeof closed - 1);
}

/* -- what the server does ------------------------------------------------------------------------------------- */

static void on_waited(uv_timer_t *timer)
{
    struct conn *c = timer->data;

    next(c);
    wax__sink_play_on(c);
    if (c->phase != GONE)
        wax__sink_work(c);
}

static void say(struct conn *c, const struct move *m)
{
    size_t n = buf_len(&m->bytes);

    wax__sink_put(c, buf_data(&m->bytes), n);
    wax__sink_trace(c, WAX_TRACE_HEARD, buf_data(&m->bytes), n >= 2 ? n - 2 : n);
    next(c);
}

static bool outcome_says(const wax_sink *s, const char *status)
{
    for (size_t i = 0; i < s->dialogue.n_outcome; i++)
        if (strcmp(s->dialogue.outcome[i].value, status) == 0)
            return true;
    return false;
}

/* "BDAT 0 LAST": no byte will come to be heard. */
static bool skip_empty_chunk(struct conn *c)
{
    if (!c->play.is_chunked || c->play.chunk)
        return false;
    c->play.body_at = 0;
    next(c);
    return true;
}

/* A move of the server.  True: made, and the next may follow; false: something else has to happen first. */
static bool act(struct conn *c, const struct move *m)
{
    switch (m->kind) {
    case MOVE_SERVER:
        say(c, m);
        return true;
    case MOVE_TLS:
        wax__sink_turn_seam(c, c->sink->tls);
        return false;
    case MOVE_TLS_FAILS:
        if (outcome_says(c->sink, "untrusted"))
            wax__sink_turn_seam(c, c->sink->wrong_tls);
        return false;
    case MOVE_CLOSE:
        next(c);
        wax__sink_leave(c);
        return false;
    case MOVE_CUT:
        next(c);
        wax__sink_cut(c);
        return false;
    case MOVE_WAIT:
        uv_timer_start(&c->timer, on_waited, (uint64_t)m->ms, 0);
        return false;
    case MOVE_MESSAGE:
        return skip_empty_chunk(c);
    case MOVE_CLIENT:
    case MOVE_SECRET:
        return false;
    }
    return false;
}

void wax__sink_play_on(struct conn *c)
{
    const struct move *m;

    c->hear = wax__sink_play_hear;
    while (c->phase == HEARING && (m = current(c)) != NULL && act(c, m))
        ;
}

void wax__sink_play_secure(struct conn *c)
{
    const struct move *m = current(c);

    if (m && m->kind == MOVE_TLS_FAILS) {
        parted(c, wanted(m), "accepted a certificate of an authority it can't know", 52);
        return;
    }
    next(c);
    wax__sink_play_on(c);
}

/* Was it to be so?  The end of the connection asks the same of what is left. */
void wax__sink_play_seam_failed(struct conn *c, const wax_error *why)
{
    const struct move *m = current(c);
    size_t here = c->play.at;

    if (m && m->kind == MOVE_TLS_FAILS) {
        next(c);
    } else if (has_client_moves(c)) {
        c->play.at = here;
        parted(c, "a handshake", why->text, strlen(why->text));
    }
}

/* -- what the client says ------------------------------------------------------------------------------------- */

/* The client's move is made.  A flight is all of its lines and nothing more: bytes that lie behind the last are too many. */
static void heard(struct conn *c, const uint8_t *rest, size_t len)
{
    next(c);
    const struct move *m = current(c);
    if (len && !is_client_move(m) && m)
        parted_by_words(c, wanted(m), rest, len);
    else
        wax__sink_play_on(c);
}

/* How the message after this line will be framed. */
static void note_framing(struct conn *c, const struct move *m)
{
    const char *line = (const char *)buf_data(&m->bytes);

    c->play.is_chunked = strncmp(line, "BDAT ", 5) == 0;
    if (c->play.is_chunked) {
        char *end;
        c->play.chunk = strtoul(line + 5, &end, 10);
        c->play.is_last = strncmp(end, " LAST", 5) == 0;
    }
}

static size_t hear_line(struct conn *c, const struct move *m, const uint8_t *p, size_t len)
{
    size_t want = buf_len(&m->bytes), n = len < want ? len : want;

    if (memcmp(p, buf_data(&m->bytes), n) != 0) {
        parted_by_words(c, wanted(m), p, len);
        return 0;
    }
    if (n < want)
        return 0;
    wax__sink_trace(c, WAX_TRACE_SAID, p, n - 2);
    note_framing(c, m);
    heard(c, p + n, len - n);
    return n;
}

static size_t hear_secret(struct conn *c, const struct move *m, const uint8_t *p, size_t len)
{
    static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    size_t want = buf_len(&m->bytes);
    const uint8_t *lf = memchr(p, '\n', len);

    if (!lf && len < SINK_AUTH_LINE)
        return 0;
    size_t n = lf ? (size_t)(lf - p) + 1 : len, i = want;
    while (i < n && p[i] && strchr(base64, p[i]))
        i++;
    if (n < want + 2 || memcmp(p, buf_data(&m->bytes), want) != 0 || i + 2 != n || p[i] != '\r') {
        parted_by_words(c, wanted(m), p, n < want ? n : want);
        return 0;
    }
    wax__sink_trace(c, WAX_TRACE_SAID, "<secret>", 8);
    heard(c, p + n, len - n);
    return n;
}

/* The dialogue says the message: byte for byte. */
static size_t hear_body(struct conn *c, const uint8_t *p, size_t len)
{
    const wax_sink *s = c->sink;
    struct play *y = &c->play;
    const uint8_t *expected = y->is_chunked ? buf_data(&s->body) + y->body_at : buf_data(&s->stuffed);
    size_t want = y->is_chunked ? y->chunk : buf_len(&s->stuffed), n = want - y->matched;

    if (y->is_chunked && y->chunk > buf_len(&s->body) - y->body_at) {
        parted(c, "chunks as long as the message", "announced more", 14);
        return 0;
    }
    if (n > len)
        n = len;
    if (memcmp(p, expected + y->matched, n) != 0) {
        parted_by_words(c, "the message, as the dialogue has it", p, n);
        return 0;
    }
    y->matched += n;
    if (y->matched < want)
        return n;
    y->body_at = y->is_chunked && !y->is_last ? y->body_at + want : 0;
    heard(c, p + n, len - n);
    return n;
}

/* Any message, in chunks: as long as was announced. */
static size_t hear_any_chunk(struct conn *c, const uint8_t *p, size_t len)
{
    size_t n = c->play.chunk - c->play.matched;

    if (n > len)
        n = len;
    c->play.matched += n;
    if (c->play.matched == c->play.chunk)
        heard(c, p + n, len - n);
    return n;
}

/* Any message, behind DATA: up to the line that is a dot, which is the next move's. */
static size_t hear_any_lines(struct conn *c, const uint8_t *p, size_t len)
{
    struct play *y = &c->play;
    size_t at = 0, used;
    struct span kept;

    while (at < len) {
        if (y->place == LINE_START && p[at] == '.') {
            if (len - at < 3)
                return at;
            if (memcmp(p + at, ".\r\n", 3) == 0) {
                heard(c, p + at, len - at);
                return at;
            }
        }
        y->place = (unsigned char)wax__sink_body_step(y->place, p + at, len - at, &used, &kept);
        if (y->place == BAD_LINE) {
            parted(c, "CRLF lines", "said a bare CR or LF", 20);
            return at;
        }
        at += used;
    }
    return at;
}

static size_t hear_message(struct conn *c, const uint8_t *p, size_t len)
{
    if (c->sink->has_body)
        return hear_body(c, p, len);
    return c->play.is_chunked ? hear_any_chunk(c, p, len) : hear_any_lines(c, p, len);
}

/* A handshake that fails though the certificate is good: the server sends a fatal alert, handshake_failure (RFC 8446 s.6). */
static size_t refuse_handshake(struct conn *c, size_t len)
{
    static const uint8_t alert[] = { 21, 3, 3, 0, 2, 2, 40 };

    wax__sink_put(c, alert, sizeof alert);
    next(c);
    wax__sink_leave(c);
    return len;
}

static size_t hear_move(struct conn *c, const uint8_t *p, size_t len)
{
    const struct move *m = current(c);

    if (!m) {
        parted_by_words(c, "nothing more", p, len);
        return 0;
    }
    switch (m->kind) {
    case MOVE_CLIENT: return hear_line(c, m, p, len);
    case MOVE_SECRET: return hear_secret(c, m, p, len);
    case MOVE_MESSAGE: return hear_message(c, p, len);
    case MOVE_TLS_FAILS: return refuse_handshake(c, len);
    default: return 0;
    }
}

/* A move may use no bytes at all: the message may be empty. */
size_t wax__sink_play_hear(struct conn *c, const uint8_t *p, size_t len)
{
    size_t used = 0, before;

    do {
        before = c->play.at;
        used += hear_move(c, p + used, len - used);
    } while (c->play.at != before && used < len && wax__sink_is_hearing(c));
    return used;
}

/* -- before it begins ----------------------------------------------------------------------------------------- */

static bool join_body(wax_sink *s)
{
    for (size_t i = 0; i < s->dialogue.n_setup; i++) {
        if (strcmp(s->dialogue.setup[i].key, "body") != 0)
            continue;
        s->has_body = true;
        if (!wax__dialogue_unescape(&s->body, s->dialogue.setup[i].value))
            return false;
    }
    return true;
}

static bool stuff(wax_sink *s)
{
    const uint8_t *p = buf_data(&s->body);
    bool is_start = true;

    for (size_t i = 0; i < buf_len(&s->body); i++) {
        if (is_start && p[i] == '.' && !wax__buf_put(&s->stuffed, ".", 1))
            return false;
        if (!wax__buf_put(&s->stuffed, &p[i], 1))
            return false;
        is_start = p[i] == '\n';
    }
    return true;
}

/* The words of a move are shown in sentences, so they end in NUL. */
static bool terminate(struct dialogue *d)
{
    for (size_t i = 0; i < d->n_moves; i++) {
        if (!wax__buf_room(&d->moves[i].bytes, 1))
            return false;
        *wax__buf_room(&d->moves[i].bytes, 1) = 0;
    }
    return true;
}

wax_status wax__sink_play_open(wax_sink *s)
{
    if (!s->dialogue_path)
        return WAX_OK;
    wax_status st = wax__dialogue_read(&s->dialogue, s->dialogue_path, &s->error);
    if (st)
        return st;
    if (!join_body(s) || !stuff(s) || !terminate(&s->dialogue))
        return wax__fail(&s->error, WAX_E_INPUT, "dialogue", "%s: the body's escapes can't be read", s->dialogue_path);
    return WAX_OK;
}
