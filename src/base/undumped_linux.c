/* undumped_linux.c -- see undumped.h: by madvise(2). */
#include "undumped.h"

#include <sys/mman.h>
#include <unistd.h>

size_t wax__page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

void wax__pages_undumped(void *page, size_t len, bool is_undumped)
{
    (void)madvise(page, len, is_undumped ? MADV_DONTDUMP : MADV_DODUMP);
}
