/* stream.c -- see <wax/stream.h>: four ports, two phases, one seam.
 *
 * Owns the three buffers and the phase; knows neither OpenSSL nor sockets.  In the clear the application reads `raw`, afterwards
 * `plain`; no function here moves a byte from one to the other, so what was heard in the clear has no way past the seam. */
#include "stream_wire.h"

#include "fail.h"
#include "info.h"
#include "limit.h"
#include "marks.h"
#include "pump.h"
#include "tls.h"
#include "wax_tls.h"

#include <stdlib.h>

enum { LITTLE = 1024 };         /* what malloc gives and takes back without a search */
enum { RECORD_COST = 96 };      /* header, explicit IV, MAC and padding of the worst suite of TLS 1.2 */

enum phase { CLEAR, HANDSHAKE, SECURE };    /* only ever forward; dead is an error that stands, in any of them */

struct wax_stream {
    enum phase   phase;
    struct buf   raw, plain, out;
    size_t       lent;              /* room in raw that the wire may fill */
    size_t       came;              /* of the last time: a peer that says little, a reply at a time, is lent little */
    uint64_t     heard;             /* bytes that ever came from the wire */
    bool         wire_ended;
    bool         is_stalled;        /* plain was full: bytes of the wire may wait behind it */
    bool         is_closed;         /* by us */
    bool         keeps_room;        /* of buffers that fall empty: more is to come soon */
    struct marks marks;
    struct tls  *tls;               /* from the upgrade on */
    wax_error    error;
};

wax_stream *wax_stream_new(void)
{
    return calloc(1, sizeof(wax_stream));
}

void wax_stream_free(wax_stream *s)
{
    if (!s)
        return;
    if (s->tls)
        wax__tls_clear(s->tls);
    free(s->tls);
    wax__buf_wipe(&s->raw);
    wax__buf_wipe(&s->plain);
    wax__buf_wipe(&s->out);
    wax__marks_free(&s->marks);
    free(s);
}

/* Thousands of connections may idle in one process. */
static void fall_empty(const wax_stream *s, struct buf *b)
{
    if (!buf_len(b) && !s->keeps_room)
        wax__buf_clear(b);
}

/* And what was read from it is nobody's any more. */
static void fall_blank(const wax_stream *s, struct buf *b)
{
    if (!buf_len(b))
        wax__buf_blank(b);
    fall_empty(s, b);
}

void wax__stream_keep_room(wax_stream *s, bool keeps)
{
    if (s->keeps_room == keeps)
        return;
    s->keeps_room = keeps;
    fall_empty(s, &s->raw);
    fall_empty(s, &s->plain);
    fall_empty(s, &s->out);
}

/* -- towards the application ------------------------------------------------------------------------------ */

static struct buf *readable(const wax_stream *s)
{
    return (struct buf *)(s->phase == CLEAR ? &s->raw : &s->plain);
}

const uint8_t *wax_stream_data(const wax_stream *s, size_t *len)
{
    *len = buf_len(readable(s));
    return buf_data(readable(s));
}

/* Decrypts as much as `plain` may hold. */
static wax_status read_on(wax_stream *s)
{
    wax_status status = wax__tls_read(s->tls, &s->plain, LIMIT_STREAM_PLAIN);

    s->is_stalled = status == WAX_OK && !s->tls->has_ended;
    fall_blank(s, &s->plain);
    return status == WAX_AGAIN ? WAX_OK : status;
}

void wax_stream_take(wax_stream *s, size_t n)
{
    struct buf *from = readable(s);

    wax__buf_take(from, n);
    fall_blank(s, from);
    if (s->is_stalled && !s->error.status)
        read_on(s);
}

int wax_stream_is_full(const wax_stream *s)
{
    return buf_len(readable(s)) >= (s->phase == CLEAR ? LIMIT_STREAM_RAW : LIMIT_STREAM_PLAIN);
}

static bool peer_has_ended(const wax_stream *s)
{
    return s->phase == CLEAR ? s->wire_ended : s->phase == SECURE && s->tls->has_ended;
}

int wax_stream_has_ended(const wax_stream *s)
{
    return !s->error.status && peer_has_ended(s) && buf_len(readable(s)) == 0;
}

static wax_status write_clear(wax_stream *s, const void *bytes, size_t len)
{
    if (!wax__buf_put(&s->out, bytes, len))
        return wax__fail_memory(&s->error, "write");
    wax__marks_clear_data(&s->marks, len);
    return WAX_OK;
}

/* Record by record, so that each has its mark.  Room for all of it is found first: nothing is lost half way, and nothing goes that is not counted. */
static wax_status write_secure(wax_stream *s, const uint8_t *bytes, size_t len)
{
    size_t records = len / TLS_RECORD + 1;

    if (!wax__buf_room(&s->out, len + records * RECORD_COST) || !wax__marks_room(&s->marks, records))
        return wax__fail_memory(&s->error, "write");
    while (len) {
        size_t n = len < TLS_RECORD ? len : TLS_RECORD;
        if (wax__tls_write(s->tls, bytes, n))
            return s->error.status;
        if (!wax__marks_record(&s->marks, n, buf_len(&s->out)))
            return wax__fail_memory(&s->error, "write");
        bytes += n;
        len -= n;
    }
    return WAX_OK;
}

wax_status wax_stream_write(wax_stream *s, const void *bytes, size_t len)
{
    if (s->error.status)
        return s->error.status;
    if (s->is_closed)
        return wax__fail(&s->error, WAX_E_USAGE, "write", "something was written after the stream had been closed");
    if (len == 0)
        return WAX_OK;
    if (s->phase == HANDSHAKE || buf_len(&s->out) > LIMIT_STREAM_OUT)
        return WAX_AGAIN;
    return s->phase == CLEAR ? write_clear(s, bytes, len) : write_secure(s, bytes, len);
}

uint64_t wax_stream_sent(const wax_stream *s)
{
    return s->marks.sent;
}

void wax_stream_close(wax_stream *s)
{
    if (s->phase == SECURE && !s->is_closed && !s->error.status)
        wax__tls_goodbye(s->tls);
    s->is_closed = true;
}

/* -- towards the wire ------------------------------------------------------------------------------------- */

bool wax__stream_wants_wire(const wax_stream *s)
{
    return !s->error.status && !s->wire_ended && !peer_has_ended(s) && !wax_stream_is_full(s);
}

uint8_t *wax_stream_wire_in(wax_stream *s, size_t *room)
{
    s->lent = *room = 0;
    if (!wax__stream_wants_wire(s) || buf_len(&s->raw) >= LIMIT_STREAM_RAW)
        return NULL;
    size_t n = s->came < LITTLE && !buf_len(&s->raw) ? LITTLE : LIMIT_STREAM_RAW - buf_len(&s->raw);
    uint8_t *to = wax__buf_room(&s->raw, n);
    if (!to) {
        wax__fail_memory(&s->error, "read");
        return NULL;
    }
    s->lent = *room = n;
    return to;
}

void wax__stream_nothing_came(wax_stream *s)
{
    s->lent = 0;
    fall_empty(s, &s->raw);
}

static wax_status shake_hands(wax_stream *s)
{
    wax_status status = wax__tls_handshake(s->tls);

    if (status)
        return status;
    s->phase = SECURE;
    return WAX_OK;
}

/* Lets TLS have what the wire brought.  What rides with the peer's last flight is readable at once. */
static wax_status advance(wax_stream *s)
{
    wax_status status = WAX_OK;

    if (s->phase == HANDSHAKE)
        status = shake_hands(s);
    if (s->phase == SECURE && !status)
        status = read_on(s);
    return status == WAX_AGAIN ? WAX_OK : status;
}

wax_status wax_stream_wire_in_done(wax_stream *s, size_t n)
{
    if (s->error.status)
        return s->error.status;
    if (n > s->lent)
        return wax__fail(&s->error, WAX_E_USAGE, "read", "%zu bytes were received into room for %zu", n, s->lent);
    buf_added(&s->raw, n);
    s->came = n;
    s->heard += n;
    s->wire_ended |= n == 0;
    if (s->tls)
        s->tls->wire.has_ended = s->wire_ended;
    wax_status status = s->phase == CLEAR ? WAX_OK : advance(s);
    wax__stream_nothing_came(s);
    return status;
}

const uint8_t *wax_stream_wire_out(wax_stream *s, size_t *len)
{
    *len = buf_len(&s->out);
    return buf_data(&s->out);
}

void wax_stream_wire_out_done(wax_stream *s, size_t n)
{
    if (n > buf_len(&s->out))
        n = buf_len(&s->out);
    wax__buf_take(&s->out, n);
    wax__marks_gone(&s->marks, n);
    fall_empty(s, &s->out);             /* whoever watches the wire has seen it: it needs no wiping */
}

wax_status wax__stream_broke(wax_stream *s, const char *doing, const char *reason)
{
    return wax__fail(&s->error, WAX_E_IO, doing, "the connection broke: %s", reason);
}

/* -- the seam --------------------------------------------------------------------------------------------- */

static bool is_server(const wax_tls *tls)
{
    const struct tls_demand *demand = wax__tls_demand(tls);

    return demand && demand->is_server;
}

/* The buffers are the defence; this is the diagnosis.  Discarding would be as safe, but nobody would learn that they were attacked. */
static wax_status fail_injection(wax_stream *s, const wax_tls *tls)
{
    size_t n = buf_len(&s->raw);

    if (is_server(tls))
        return wax__fail(&s->error, WAX_E_INJECTION, "starttls", "the client sent %zu bytes between its STARTTLS and its ClientHello: "
                         "someone may be injecting commands", n);
    return wax__fail(&s->error, WAX_E_INJECTION, "starttls", "the server sent %zu bytes between its 220 and our ClientHello: someone may "
                     "be injecting replies", n);
}

static wax_status begin(wax_stream *s, const wax_tls *tls, const char *host)
{
    s->tls = calloc(1, sizeof *s->tls);
    if (!s->tls)
        return wax__fail_memory(&s->error, "tls");
    s->tls->after_clear = s->heard > 0 || s->marks.written > 0;
    if (wax__tls_begin(s->tls, tls, host, &s->raw, &s->out, &s->error))
        return s->error.status;
    return shake_hands(s);
}

wax_status wax_stream_upgrade(wax_stream *s, const wax_tls *tls, const char *host)
{
    if (s->error.status)
        return s->error.status;
    if (s->phase != CLEAR)
        return s->phase == SECURE ? WAX_OK : WAX_AGAIN;
    s->phase = HANDSHAKE;               /* whatever comes of it: what lies in raw has no reader any more */
    if (s->is_closed)
        return wax__fail(&s->error, WAX_E_USAGE, "tls", "the stream was closed, and can't be upgraded any more");
    if (buf_len(&s->raw))
        return fail_injection(s, tls);
    if (s->wire_ended)
        return wax__fail(&s->error, WAX_E_EOF, "tls", "the peer closed the connection before the TLS handshake began");
    return begin(s, tls, host);
}

unsigned wax_stream_epoch(const wax_stream *s)
{
    return s->phase == SECURE;
}

const wax_tls_info *wax_stream_info(const wax_stream *s)
{
    return s->phase == SECURE ? &s->tls->info : NULL;
}

int wax_stream_certificate(const wax_stream *s, size_t i, wax_certificate *to)
{
    *to = (wax_certificate){ 0 };
    return s->tls && s->tls->ssl && wax__info_certificate(to, s->tls->ssl, i);
}

const wax_error *wax_stream_error(const wax_stream *s)
{
    return &s->error;
}
