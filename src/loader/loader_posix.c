/* loader_posix.c -- see loader.h: by dlopen. */
#include "loader.h"

#include "text.h"

#include <dlfcn.h>
#include <string.h>

/* POSIX lets dlsym's pointer stand for a function; C only lets its bytes be copied. */
static bool find(void *handle, const struct wanted *w)
{
    void *address = dlsym(handle, w->symbol);

    memcpy(w->function, &address, sizeof address);
    return address != NULL;
}

bool wax__load(const char *library, const struct wanted *wanted, size_t n, char *why, size_t size)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    size_t found = 0;

    while (handle && found < n && find(handle, &wanted[found]))
        found++;
    bool good = handle && found == n;
    const char *said = good ? NULL : dlerror();
    if (why)
        wax__text_printable(why, size, said ? said : "", said ? strlen(said) : 0);
    for (size_t i = 0; !good && i < n; i++)
        memset(wanted[i].function, 0, sizeof(void *));
    if (handle)
        dlclose(handle);
    return good;
}
