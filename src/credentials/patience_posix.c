/* patience_posix.c -- see patience.h. */
#include "patience.h"

#include <limits.h>
#include <poll.h>
#include <time.h>

int64_t patience_left_ms(int64_t deadline_ms)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return deadline_ms - ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

bool patience_readable(int fd, int64_t deadline_ms)
{
    int64_t left = patience_left_ms(deadline_ms);
    struct pollfd one = { .fd = fd, .events = POLLIN };

    return left > 0 && poll(&one, 1, left < INT_MAX ? (int)left : INT_MAX) != 0;
}
