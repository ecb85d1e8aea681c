/* platform_other.c -- see platform.h: where the limit on core dumps is all there is. */
#include "platform.h"

void platform_undumpable(void)
{
}
