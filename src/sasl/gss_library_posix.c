/* gss_library_posix.c -- see gss_library.h: MIT Kerberos, by dlopen.
 *
 * Its name is fixed, so that the loader looks where it looks for libraries and nowhere else.
 */
#include "gss_library.h"

#include "text.h"

#include <dlfcn.h>
#include <string.h>

static const char name[] = "libgssapi_krb5.so.2";

/* POSIX lets dlsym's pointer stand for a function; C only lets its bytes be copied. */
static bool find(void *handle, const char *symbol, void *to)
{
    void *found = dlsym(handle, symbol);

    memcpy(to, &found, sizeof found);
    return found;
}

static bool find_all(struct gss_library *l, void *handle)
{
    return find(handle, "gss_import_name", &l->import_name) && find(handle, "gss_init_sec_context", &l->init_sec_context)
        && find(handle, "gss_wrap", &l->wrap) && find(handle, "gss_unwrap", &l->unwrap)
        && find(handle, "gss_display_status", &l->display_status) && find(handle, "gss_release_buffer", &l->release_buffer)
        && find(handle, "gss_release_name", &l->release_name) && find(handle, "gss_delete_sec_context", &l->delete_sec_context);
}

bool wax__gss_load(struct gss_library *l, char *why, size_t size)
{
    struct gss_library found = { 0 };
    void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    bool good = handle && find_all(&found, handle);
    const char *said = good ? "" : dlerror();

    wax__text_printable(why, size, said ? said : "", said ? strlen(said) : 0);
    if (good)
        *l = found;
    if (handle)
        dlclose(handle);
    return good;
}
