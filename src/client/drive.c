/* drive.c -- see drive.h.  Bytes go from the core to the stream and back, and the seam is turned: this is the whole of the driver.
 *
 * The stream writes all of what the core says or nothing, so both count the same bytes, and what the stream has sent is what the
 * server may know. */
#include "drive.h"

#include "fail.h"
#include "limit.h"
#include "pump.h"

#include <poll.h>

static size_t unsent(struct drive *d)
{
    size_t len;

    wax_stream_wire_out(d->stream, &len);
    return len;
}

/* Of a large mail little waits here: what the socket does not take yet, and the chunk behind it. */
static bool say(struct drive *d)
{
    size_t len;
    const uint8_t *bytes = wax_smtp_out(d->smtp, &len);

    if (unsent(d) > LIMIT_AHEAD || wax_stream_write(d->stream, bytes, len))
        return false;
    wax_smtp_sent(d->smtp, len);
    return true;
}

/* One reply, where it lies, under the number of the epoch it lies in. */
static bool hear(struct drive *d)
{
    size_t len, used = 0;
    const uint8_t *bytes = wax_stream_data(d->stream, &len);

    if (len)
        wax_smtp_hear(d->smtp, wax_stream_epoch(d->stream), bytes, len, &used);
    wax_stream_take(d->stream, used);
    return used > 0;
}

/* The server said 220: the socket stays, the stream becomes TLS, and the conversation begins again. */
static bool turn_the_seam(struct drive *d)
{
    return wax_stream_upgrade(d->stream, d->tls, d->host) == WAX_OK
        && wax_smtp_upgraded(d->smtp, wax_stream_info(d->stream)) == WAX_OK;
}

static bool move(struct drive *d)
{
    switch (wax_smtp_step(d->smtp)) {
    case WAX_SEND: return say(d) || hear(d);        /* reading never waits for writing */
    case WAX_HEAR:
    case WAX_IDLE:
    case WAX_DONE: return hear(d);
    case WAX_UPGRADE: return turn_the_seam(d);
    case WAX_FAILED: break;
    }
    return false;
}

static void lose(struct drive *d)
{
    wax_error why = { 0 };

    wax__fail(&why, WAX_E_EOF, "", "%s closed the connection", d->host);
    wax_smtp_broken(d->smtp, wax_stream_sent(d->stream), &why);
}

/* The stream keeps no more, and it is not yet a whole reply. */
static void overflow(struct drive *d)
{
    wax_error why = { 0 };

    wax__fail(&why, WAX_E_LIMIT, "reply", "%s sent a reply of more than %d bytes, which nobody needs", d->host, LIMIT_STREAM_RAW);
    wax_smtp_broken(d->smtp, wax_stream_sent(d->stream), &why);
}

void wax__drive(struct drive *d)
{
    const wax_error *error = wax_stream_error(d->stream);

    while (move(d))
        ;
    if (error->status)
        wax_smtp_broken(d->smtp, wax_stream_sent(d->stream), error);
    else if (wax_stream_has_ended(d->stream))
        lose(d);
}

/* The pump sends only when the core has said all it can, so a flight leaves in one write, and our first words inside TLS ride with
 * the end of the handshake.  It listens once: what is heard in reply to what is said now, the socket will tell. */
unsigned wax__drive_socket(struct drive *d, int fd)
{
    unsigned events, turns = 0;

    wax__drive(d);
    wax_status moved = wax_stream_pump(d->stream, fd, &events);
    wax__drive(d);
    while (moved == WAX_OK && unsent(d) && ++turns < LIMIT_PUMP_TURNS) {
        moved = wax__stream_speak(d->stream, fd, &events);
        wax__drive(d);
    }
    if (moved == WAX_OK)
        return POLLIN | (unsent(d) ? POLLOUT : 0);
    if (moved == WAX_AGAIN && !events)
        wax_stream_is_full(d->stream) ? overflow(d) : lose(d);      /* in the middle of a line */
    return events;
}
