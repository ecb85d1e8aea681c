/* socket_open_linux.c -- see socket_open.h: all at once, so that no child of another thread's can have it. */
#include "socket_open.h"

#include <sys/socket.h>

int wax__socket_open(int family)
{
    return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}
