/* sink_conn.c -- one connection of the sink: bytes in, replies out, the seam, the end.
 *
 * Knows the socket and the stream; what is heard it hands to conn->hear, and never looks at it.  Promise: replies that can be sent
 * together are sent together, and a connection is ended so that its last replies arrive. */
#include "sink.h"

#include "fail.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROUNDS = 8 };        /* reads before the replies go out and other connections have their turn */

/* -- the end -------------------------------------------------------------------------------------------------- */

static void on_closed(uv_handle_t *handle)
{
    struct conn *c = handle->data;

    if (--c->handles)
        return;
    wax_stream_free(c->stream);
    wax__buf_clear(&c->replies);
    wax__buf_clear(&c->mail.envelope);
    free(c);
}

void wax__sink_end(struct conn *c)
{
    if (c->phase == GONE)
        return;
    if (sink_is_playing(c->sink))
        wax__sink_play_ended(c);
    c->phase = GONE;
    wax__sink_letter_drop(c);
    *c->back = c->next;
    if (c->next)
        c->next->back = c->back;
    uv_close((uv_handle_t *)&c->poll, on_closed);
    uv_close((uv_handle_t *)&c->timer, on_closed);
    close(c->fd);
    wax__sink_ended(c->sink);
}

void wax__sink_leave(struct conn *c)
{
    if (c->phase < LEAVING)
        c->phase = LEAVING;
}

void wax__sink_broke_rules(struct conn *c, const char *reply)
{
    wax__fail(&c->sink->error, WAX_E_PROTOCOL, "client", "the client broke the rules of SMTP and was told: %s", reply);
    wax__sink_reply_line(c, reply);
    wax__sink_leave(c);
}

/* -- what is said --------------------------------------------------------------------------------------------- */

void wax__sink_trace(struct conn *c, wax_trace_kind kind, const void *p, size_t len)
{
    char text[1024];

    if (!c->sink->trace)
        return;
    wax__text_printable(text, sizeof text, p, len);
    wax_trace_event event = { kind, (int64_t)(uv_now(&c->sink->loop) - c->begun_ms), text };
    c->sink->trace(c->sink->trace_user, &event);
}

void wax__sink_put(struct conn *c, const void *p, size_t len)
{
    if (c->phase >= LEAVING || wax__buf_put(&c->replies, p, len))
        return;
    wax__buf_clear(&c->replies);        /* half a reply would be a lie */
    wax__sink_leave(c);
}

void wax__sink_reply(struct conn *c, const char *code, const char *enhanced, const char *text)
{
    size_t before = buf_len(&c->replies);

    wax__sink_put(c, code, strlen(code));
    wax__sink_put(c, " ", 1);
    if (c->session.offered & OFFER_ENHANCED) {
        wax__sink_put(c, enhanced, strlen(enhanced));
        wax__sink_put(c, " ", 1);
    }
    wax__sink_put(c, text, strlen(text));
    wax__sink_trace(c, WAX_TRACE_HEARD, buf_data(&c->replies) + before, buf_len(&c->replies) - before);
    wax__sink_put(c, "\r\n", 2);
}

void wax__sink_reply_line(struct conn *c, const char *whole)
{
    char code[4] = { whole[0], whole[1], whole[2] }, enhanced[12];
    const char *text = strchr(whole + 4, ' ');

    snprintf(enhanced, sizeof enhanced, "%.*s", (int)(text - whole - 4), whole + 4);
    wax__sink_reply(c, code, enhanced, text + 1);
}

/* -- the wire ------------------------------------------------------------------------------------------------- */

/* Did all of it go?  What the stream does not take yet stays in `replies`. */
static bool hand_over_replies(struct conn *c)
{
    size_t n = buf_len(&c->replies);

    if (n == 0)
        return true;
    wax_status st = wax_stream_write(c->stream, buf_data(&c->replies), n);
    if (st == WAX_OK)
        wax__buf_take(&c->replies, n);
    return st == WAX_OK;
}

/* False: the socket takes no more now, or the connection has ended. */
static bool send_wire(struct conn *c)
{
    size_t len;

    for (const uint8_t *p; p = wax_stream_wire_out(c->stream, &len), len > 0;) {
        ssize_t n = send(c->fd, p, len, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            wax__sink_end(c);
        if (n < 0)
            return false;
        wax_stream_wire_out_done(c->stream, (size_t)n);
    }
    return true;
}

static void flush(struct conn *c)
{
    while (!hand_over_replies(c))
        if (!send_wire(c) || wax_stream_error(c->stream)->status)
            return;
    send_wire(c);
}

/* What was said before is sent before; it is the end that comes without a goodbye. */
void wax__sink_cut(struct conn *c)
{
    struct linger none = { .l_onoff = 1, .l_linger = 0 };       /* close then sends RST, not FIN */

    flush(c);
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    wax__sink_end(c);
}

static void stream_failed(struct conn *c)
{
    const wax_error *why = wax_stream_error(c->stream);

    wax__sink_trace(c, WAX_TRACE_NOTE, why->text, strlen(why->text));
    if (c->phase == SEAM && sink_is_playing(c->sink))
        wax__sink_play_seam_failed(c, why);
    wax__buf_clear(&c->replies);        /* nothing more can be said */
    wax__sink_leave(c);
}

/* False: nothing more is there now. */
static bool receive(struct conn *c, bool *has_ended)
{
    size_t room;
    uint8_t *to = wax_stream_wire_in(c->stream, &room);

    if (room == 0)
        return false;
    ssize_t n = recv(c->fd, to, room, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (n <= 0)
        *has_ended = true;
    if (n >= 0 && wax_stream_wire_in_done(c->stream, (size_t)n) > WAX_AGAIN)
        stream_failed(c);
    return n == (ssize_t)room;
}

/* -- the seam ------------------------------------------------------------------------------------------------- */

void wax__sink_turn_seam(struct conn *c, const wax_tls *tls)
{
    c->tls = tls;
    c->phase = SEAM;
}

static void secure(struct conn *c)
{
    const wax_tls_info *info = wax_stream_info(c->stream);
    char facts[128];

    snprintf(facts, sizeof facts, "TLS: %s %s", info->version, info->cipher);
    wax__sink_trace(c, WAX_TRACE_NOTE, facts, strlen(facts));
    wax__sink_trace(c, WAX_TRACE_TLS, "", 0);
    c->phase = HEARING;
    c->session = (struct session){ 0 };     /* RFC 3207 s.4.2: what was learned before is discarded */
    if (sink_is_playing(c->sink))
        wax__sink_play_secure(c);
    else if (c->sink->tls_mode == WAX_SINK_IMPLICIT)
        wax__sink_greet(c);
}

/* The 220 must be in the stream before the upgrade, and nothing may be received between: that is the stream's to refuse. */
static void pass_seam(struct conn *c)
{
    if (!hand_over_replies(c))
        return;
    wax_status st = wax_stream_upgrade(c->stream, c->tls, NULL);
    if (st == WAX_OK)
        secure(c);
    else if (st != WAX_AGAIN)
        stream_failed(c);
}

/* -- what is heard -------------------------------------------------------------------------------------------- */

bool wax__sink_is_hearing(const struct conn *c)
{
    return c->phase == HEARING && buf_len(&c->replies) < SINK_BATCH;
}

static size_t hear_all(struct conn *c, const uint8_t *p, size_t len)
{
    size_t at = 0, used = 1;

    while (used && at < len && wax__sink_is_hearing(c)) {
        used = c->hear(c, p + at, len - at);
        at += used;
    }
    return at;
}

static void hear(struct conn *c)
{
    size_t len = 0, used = 0;

    do {
        if (c->phase == SEAM)
            pass_seam(c);
        if (buf_len(&c->replies) >= SINK_BATCH)
            flush(c);
        if (c->phase >= SEAM)
            return;
        const uint8_t *p = wax_stream_data(c->stream, &len);
        used = hear_all(c, p, len);
        if (c->phase == GONE)
            return;
        wax_stream_take(c->stream, used);
    } while (used || c->phase == SEAM);
}

/* -- turns ---------------------------------------------------------------------------------------------------- */

static void on_ready(uv_poll_t *poll, int status, int events);

static void on_patience_over(uv_timer_t *timer)
{
    wax__sink_end(timer->data);
}

/* Closing with bytes unread sends RST, and a RST overtakes the last replies: so first the client closes, too. */
static void half_close(struct conn *c)
{
    wax_stream_close(c->stream);
    if (!send_wire(c))
        return;
    shutdown(c->fd, SHUT_WR);
    c->phase = DRAINING;
    uv_timer_start(&c->timer, on_patience_over, SINK_LINGER_MS, 0);
}

static void drain(struct conn *c)
{
    char nobody_reads_this[16384];
    ssize_t n;

    while ((n = recv(c->fd, nobody_reads_this, sizeof nobody_reads_this, 0)) > 0)
        ;
    if (n == 0 || (errno != EAGAIN && errno != EINTR))
        wax__sink_end(c);
}

/* Polls for what can be used, so that the loop never spins over a socket that has to wait. */
static void watch(struct conn *c)
{
    size_t room = 1, waits;
    int events = 0;

    if (c->phase < LEAVING)
        wax_stream_wire_in(c->stream, &room);
    wax_stream_wire_out(c->stream, &waits);
    if (room && c->phase != LEAVING)
        events |= UV_READABLE;
    if (waits && c->phase != DRAINING)
        events |= UV_WRITABLE;
    if (events != c->events)
        uv_poll_start(&c->poll, c->events = events, on_ready);
}

static void read_and_answer(struct conn *c)
{
    bool has_ended = false, more = true;

    flush(c);
    hear(c);                    /* what had to wait for the replies to go */
    for (int i = 0; i < ROUNDS && more && !has_ended && c->phase <= SEAM; i++) {
        more = receive(c, &has_ended);
        hear(c);
    }
    if (c->phase != GONE)
        flush(c);
    if (has_ended || wax_stream_has_ended(c->stream))       /* TLS says goodbye before the socket does */
        wax__sink_end(c);
}

void wax__sink_work(struct conn *c)
{
    if (c->phase <= SEAM)
        read_and_answer(c);
    if (c->phase == LEAVING) {
        flush(c);
        if (c->phase == LEAVING && (buf_len(&c->replies) == 0 || wax_stream_error(c->stream)->status))
            half_close(c);
    }
    if (c->phase == DRAINING)
        drain(c);
    if (c->phase != GONE)
        watch(c);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct conn *c = poll->data;

    (void)events;
    if (status < 0)
        wax__sink_end(c);
    else
        wax__sink_work(c);
}

static void begin(struct conn *c)
{
    wax_sink *s = c->sink;

    c->hear = wax__sink_hear_command;
    if (sink_is_playing(s))
        wax__sink_play_on(c);
    else if (s->tls_mode == WAX_SINK_IMPLICIT)
        wax__sink_turn_seam(c, s->tls);
    else
        wax__sink_greet(c);
    if (c->phase != GONE)
        wax__sink_work(c);
}

static struct conn *conn_new(wax_sink *s, int fd)
{
    struct conn *c = calloc(1, sizeof *c);

    if (!c || !(c->stream = wax_stream_new()) || uv_poll_init(&s->loop, &c->poll, fd) != 0) {
        if (c)
            wax_stream_free(c->stream);
        free(c);
        return NULL;
    }
    uv_timer_init(&s->loop, &c->timer);
    c->sink = s;
    c->fd = fd;
    c->handles = 2;
    c->mail.letter.fd = -1;
    c->begun_ms = uv_now(&s->loop);
    c->poll.data = c->timer.data = c;
    return c;
}

void wax__sink_accept(wax_sink *s, int fd)
{
    struct conn *c = conn_new(s, fd);
    int on = 1;

    if (!c) {
        wax__fail_memory(&s->error, "accept");
        close(fd);
        wax__sink_ended(s);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    c->back = &s->conns;
    c->next = s->conns;
    if (c->next)
        c->next->back = &c->next;
    s->conns = c;
    begin(c);
}
