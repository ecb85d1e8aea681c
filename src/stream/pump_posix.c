/* pump_posix.c -- the ports over a connected, non-blocking socket: one send for all that waits, then what is there to receive.
 *
 * The only file of this layer that knows sockets.  It sends before it receives and never after: what the peer's flight makes us
 * say (our Finished) waits for what the application adds to it, and both leave in one send. */
#include "pump.h"
#include "stream_wire.h"

#include "limit.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* Returns an errno, 0 when all went or the socket is full. */
static int send_all(wax_stream *s, int fd, bool *moved)
{
    size_t len;

    for (const uint8_t *p; (p = wax_stream_wire_out(s, &len)), len; ) {
        ssize_t n = send(fd, p, len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : errno;
        wax_stream_wire_out_done(s, (size_t)n);
        *moved = true;
    }
    return 0;
}

/* One recv.  AGAIN: there is no more for now. */
static wax_status receive(wax_stream *s, int fd, bool *moved)
{
    size_t room;
    uint8_t *to = wax_stream_wire_in(s, &room);

    if (room == 0)
        return wax_stream_error(s)->status ? wax_stream_error(s)->status : WAX_AGAIN;
    ssize_t n = recv(fd, to, room, 0);
    int error = errno;
    if (n < 0) {
        wax__stream_nothing_came(s);
        return error == EINTR || error == EAGAIN || error == EWOULDBLOCK ? WAX_AGAIN : wax__stream_broke(s, "read", strerror(error));
    }
    *moved = true;
    wax_status status = wax_stream_wire_in_done(s, (size_t)n);
    return status ? status : (size_t)n < room ? WAX_AGAIN : WAX_OK;     /* less than there was room for: the socket is drained */
}

static wax_status receive_all(wax_stream *s, int fd, bool *moved)
{
    wax_status status = WAX_OK;

    for (int i = 0; status == WAX_OK && i < LIMIT_PUMP_TURNS; i++)
        status = receive(s, fd, moved);
    return status == WAX_AGAIN ? WAX_OK : status;
}

static unsigned wanted(wax_stream *s)
{
    size_t len;

    wax_stream_wire_out(s, &len);
    return (len ? POLLOUT : 0u) | (wax__stream_wants_wire(s) ? POLLIN : 0u);
}

static wax_status pump(wax_stream *s, int fd, bool listens, unsigned *events)
{
    bool sent = false, received = false;
    int trouble = send_all(s, fd, &sent);
    /* A peer that says why and closes must be heard: a send that failed counts when nothing is left to receive. */
    wax_status status = listens || trouble ? receive_all(s, fd, &received) : WAX_OK;

    if (!status && trouble && !received)
        status = wax__stream_broke(s, "write", strerror(trouble));
    if (status)
        send_all(s, fd, &sent);         /* the alert that tells the peer why */
    *events = status ? 0 : wanted(s);
    return status ? status : sent || received ? WAX_OK : WAX_AGAIN;
}

wax_status wax_stream_pump(wax_stream *s, int fd, unsigned *events)
{
    return pump(s, fd, true, events);
}

wax_status wax__stream_speak(wax_stream *s, int fd, unsigned *events)
{
    return pump(s, fd, false, events);
}
