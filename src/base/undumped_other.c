/* undumped_other.c -- see undumped.h: where no advice is known, a secret lies between others' bytes. */
#include "undumped.h"

size_t wax__page_size(void)
{
    return sizeof(max_align_t);
}

void wax__pages_undumped(void *page, size_t len, bool is_undumped)
{
    (void)page;
    (void)len;
    (void)is_undumped;
}
