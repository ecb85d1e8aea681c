/* platform_posix.c -- see platform.h. */
#include "platform.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

int64_t platform_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void platform_wipe(void *p, size_t len)
{
    explicit_bzero(p, len);
}

/* A closed standard output becomes one that can't be written to, not one that swallows: then finish_stdout tells. */
static void hold_standard_streams(void)
{
    static const int modes[] = { O_RDONLY, O_RDONLY, O_RDWR };

    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", modes[fd]);
}

void platform_begin(void)
{
    const struct rlimit none = { 0, 0 };

    hold_standard_streams();
    signal(SIGPIPE, SIG_IGN);
    setrlimit(RLIMIT_CORE, &none);
    platform_undumpable();
    platform_tune_memory();
}

static int signal_pipe[2] = { -1, -1 };

static void on_signal(int number)
{
    int saved = errno;
    unsigned char byte = (unsigned char)number;

    (void)!write(signal_pipe[1], &byte, 1);
    errno = saved;
}

static bool make_signal_pipe(void)
{
    if (pipe(signal_pipe) < 0)
        return false;
    for (size_t i = 0; i < 2; i++) {
        fcntl(signal_pipe[i], F_SETFD, FD_CLOEXEC);
        fcntl(signal_pipe[i], F_SETFL, O_NONBLOCK);
    }
    return true;
}

int platform_catch_signals(void)
{
    static const int caught[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction now = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };  /* the second one kills */
    struct sigaction before;

    if (!make_signal_pipe())
        return -1;
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++)
        if (sigaction(caught[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(caught[i], &now, NULL);
    return signal_pipe[0];
}

void platform_die_of(int number)
{
    signal(number, SIG_DFL);
    raise(number);
}

bool platform_wait(int fd, int other_fd, int timeout_ms)
{
    struct pollfd fds[] = { { .fd = fd, .events = POLLIN }, { .fd = other_fd, .events = POLLIN } };

    return poll(fds, 2, timeout_ms) != 0;
}

bool platform_finish_stdout(void)
{
    return fflush(stdout) == 0 && !ferror(stdout) && (close(STDOUT_FILENO) == 0 || errno == EINTR);
}
