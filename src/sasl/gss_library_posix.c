/* gss_library_posix.c -- see gss_library.h: MIT Kerberos. */
#include "gss_library.h"

#include "loader.h"

bool wax__gss_load(struct gss_library *l, char *why, size_t size)
{
    const struct wanted wanted[] = {
        { "gss_import_name", &l->import_name },       { "gss_init_sec_context", &l->init_sec_context },
        { "gss_wrap", &l->wrap },                     { "gss_unwrap", &l->unwrap },
        { "gss_display_status", &l->display_status }, { "gss_release_buffer", &l->release_buffer },
        { "gss_release_name", &l->release_name },     { "gss_delete_sec_context", &l->delete_sec_context },
    };

    return wax__load("libgssapi_krb5.so.2", wanted, sizeof wanted / sizeof *wanted, why, size);
}
