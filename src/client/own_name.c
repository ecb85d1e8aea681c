/* own_name.c -- see own_name.h. */
#include "own_name.h"

#include "path.h"
#include "socket.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* "mail" alone says nothing to anybody, and a name that ends in a number is an address. */
static bool is_whole_domain(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && text_is_alpha((uint8_t)dot[1]) && wax__path_check_name(name, NULL) == WAX_OK;
}

void wax__own_name(char to[OWN_NAME], int fd)
{
    struct address ours;
    char literal[ADDRESS_TEXT] = "";

    if (gethostname(to, OWN_NAME) == 0) {
        to[OWN_NAME - 1] = 0;
        if (is_whole_domain(to))
            return;
    }
    if (wax__socket_local(fd, &ours))
        wax__address_to_literal(literal, &ours);
    snprintf(to, OWN_NAME, "%s", *literal ? literal : "localhost");
}
