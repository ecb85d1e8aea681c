/* platform_linux.c -- see platform.h: the part that only Linux has. */
#include "platform.h"

#include <sys/prctl.h>

void platform_undumpable(void)
{
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
