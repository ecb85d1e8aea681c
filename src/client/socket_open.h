/* socket_open.h -- a socket that waits for nothing and that no child inherits. */
#ifndef WAX_CLIENT_SOCKET_OPEN_H
#define WAX_CLIENT_SOCKET_OPEN_H

int wax__socket_open(int family);       /* -1: see errno */

#endif
