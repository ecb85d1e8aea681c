/* socket_open_posix.c -- see socket_open.h: one after the other, where nothing else is known. */
#include "socket_open.h"

#include <fcntl.h>
#include <sys/socket.h>

int wax__socket_open(int family)
{
    int fd = socket(family, SOCK_STREAM, 0);

    if (fd < 0)
        return -1;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}
