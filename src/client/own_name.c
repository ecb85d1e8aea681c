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
    char host[OWN_NAME] = "", literal[ADDRESS_TEXT] = "";

    gethostname(host, sizeof host - 1);         /* which fills it to the brim, without an end, when it is longer */
    if (!is_whole_domain(host) && wax__socket_local(fd, &ours))
        wax__address_to_literal(literal, &ours);
    snprintf(to, OWN_NAME, "%s", is_whole_domain(host) ? host : *literal ? literal : "localhost");
}
