/* platform_malloc_other.c -- see platform.h: an allocator that is best left alone. */
#include "platform.h"

void platform_tune_memory(void)
{
}
