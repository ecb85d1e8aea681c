/* socket_posix.c -- see socket.h. */
#include "socket.h"

#include "limit.h"
#include "socket_open.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

static int open_socket(int family)
{
    const int on = 1;
    int fd = wax__socket_open(family);

    if (fd >= 0 && family != AF_UNIX)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

int wax__socket_connect(const struct address *a, const struct address *from, int *fd)
{
    *fd = open_socket(a->sa.ss_family);
    if (*fd < 0)
        return errno;
    bool is_bound = !from || bind(*fd, (const struct sockaddr *)&from->sa, from->len) == 0;
    if (is_bound && (connect(*fd, (const struct sockaddr *)&a->sa, a->len) == 0 || errno == EINPROGRESS || errno == EINTR))
        return 0;
    int error = errno;
    close(*fd);
    *fd = -1;
    return error;
}

/* A connection that was made, and reset before we looked, was made: whoever reads from it will see its end. */
int wax__socket_outcome(int fd)
{
    int error = 0;
    socklen_t len = sizeof error;

    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
        return errno;
    return error == ECONNRESET || error == EPIPE ? 0 : error;
}

ssize_t wax__socket_send(int fd, const void *bytes, size_t len)
{
    return send(fd, bytes, len, MSG_NOSIGNAL);
}

ssize_t wax__socket_receive(int fd, void *to, size_t len)
{
    return recv(fd, to, len, 0);
}

/* A local socket's end may have no name, and then the system writes none. */
bool wax__socket_local(int fd, struct address *a)
{
    *a = (struct address){ .len = sizeof a->sa };
    return getsockname(fd, (struct sockaddr *)&a->sa, &a->len) == 0;
}

bool wax__socket_peer(int fd, struct address *a)
{
    *a = (struct address){ .len = sizeof a->sa };
    return getpeername(fd, (struct sockaddr *)&a->sa, &a->len) == 0;
}

/* What the peer said and nobody will read is taken all the same: closed on it, the connection would be reset, and our last words might be lost. */
static void hear_out(int fd)
{
    char unread[1024];

    for (int i = 0; i < LIMIT_PUMP_TURNS && recv(fd, unread, sizeof unread, 0) == (ssize_t)sizeof unread; i++)
        ;
}

void wax__socket_close(int fd)
{
    if (fd < 0)
        return;
    hear_out(fd);
    shutdown(fd, SHUT_WR);
    close(fd);
}
