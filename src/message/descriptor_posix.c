/* descriptor_posix.c -- file_source.h for a descriptor, on a POSIX system: read in place where it can seek, spooled where not. */
#include "file_source.h"

#include "fail.h"
#include "posix.h"
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static wax_status in_place(wax_source *to, int fd, off_t start, const char *number, wax_error *why)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 3);

    if (own < 0)
        return wax__posix_fail(why, WAX_E_INPUT, "descriptor", number, "cannot be duplicated");
    wax_status s = wax__stored_source(to, own, start, why);
    if (s)
        close(own);
    return s;
}

wax_status wax__descriptor_source(wax_source *to, int fd, wax_error *why)
{
    struct stat st;
    char number[16];

    snprintf(number, sizeof number, "%d", fd);
    if (fstat(fd, &st))
        return wax__posix_fail(why, WAX_E_INPUT, "descriptor", number, "cannot be read");
    off_t start = S_ISREG(st.st_mode) ? lseek(fd, 0, SEEK_CUR) : -1;
    return start >= 0 ? in_place(to, fd, start, number, why) : wax__spool(to, fd, number, why);
}
