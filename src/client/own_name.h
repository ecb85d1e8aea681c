/* own_name.h -- how we introduce ourselves in EHLO when nobody said how. */
#ifndef WAX_CLIENT_OWN_NAME_H
#define WAX_CLIENT_OWN_NAME_H

#include "limit.h"

/* This host's name where it is a whole domain, else the address of our end of the socket in brackets (RFC 5321 s.4.1.4). */
enum { OWN_NAME = LIMIT_DOMAIN + 1 };
void wax__own_name(char to[OWN_NAME], int fd);

#endif
