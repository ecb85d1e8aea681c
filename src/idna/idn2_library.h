/* idn2_library.h -- the functions of libidn2 that idna_libidn2.c calls; loaded by the first name that is not ASCII (loader.h). */
#ifndef WAX_IDNA_IDN2_LIBRARY_H
#define WAX_IDNA_IDN2_LIBRARY_H

#include <idn2.h>

#define IDN2_LIBRARY "libidn2.so.0"

struct idn2_library {
    const char *(*check_version)(const char *least);
    int         (*to_ascii_8z)(const char *utf8, char **ascii, int flags);
    const char *(*strerror)(int);
    void        (*free)(void *);
};

const struct idn2_library *wax__idn2_library(void);     /* NULL: it is not there.  Any thread; asked for once, whatever came of it */

#endif
