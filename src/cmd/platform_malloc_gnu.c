/* platform_malloc_gnu.c -- see platform.h: glibc's allocator, told that this process lives for a second.
 *
 * One arena for the look-up's thread and ours, memory in large steps, and none handed back: each of the three saves the kernel work that
 * was 2 % of a whole send (docs/decisions/0010-memory-of-a-cold-send.md). */
#include "platform.h"

#include <malloc.h>

enum { STEP_BYTES = 1 << 20, KEPT_BYTES = 1 << 24 };

void platform_tune_memory(void)
{
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TOP_PAD, STEP_BYTES);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
}
