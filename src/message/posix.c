/* posix.c -- see posix.h. */
#include "posix.h"

#include "fail.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

wax_status wax__posix_fail(wax_error *why, wax_status status, const char *what, const char *name, const char *happened)
{
    char reason[128];
    int number = errno;

    if (strerror_r(number, reason, sizeof reason))
        snprintf(reason, sizeof reason, "error %d", number);
    return wax__fail(why, status, "file", "%s %s %s: %s", what, name, happened, reason);
}
