/* idn2_library_posix.c -- see idn2_library.h. */
#include "idn2_library.h"

#include "loader.h"

#include <pthread.h>

static struct idn2_library library;
static bool is_there;

static void load(void)
{
    const struct wanted wanted[] = {
        { "idn2_check_version", &library.check_version }, { "idn2_to_ascii_8z", &library.to_ascii_8z },
        { "idn2_strerror", &library.strerror },           { "idn2_free", &library.free },
    };

    is_there = wax__load(IDN2_LIBRARY, wanted, sizeof wanted / sizeof *wanted, NULL, 0);
}

const struct idn2_library *wax__idn2_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, load);
    return is_there ? &library : NULL;
}
