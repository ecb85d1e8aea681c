/* cpu.c -- see cpu.h. */
#include "cpu.h"

#include <sys/resource.h>
#include <sys/time.h>

static double ms(struct timeval t)
{
    return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

double cpu_ms(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return ms(used.ru_utime) + ms(used.ru_stime);
}
