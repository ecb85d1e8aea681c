/* gss_library.h -- the functions of the system's GSS-API library (RFC 2744) that gssapi.c calls.
 *
 * The library is loaded by the first login that wants it: linked, it and the four that it needs would cost every start of every program a
 * third more time, and most people have no Kerberos.
 */
#ifndef WAX_SASL_GSS_LIBRARY_H
#define WAX_SASL_GSS_LIBRARY_H

#include <gssapi/gssapi.h>
#include <stdbool.h>
#include <stddef.h>

struct gss_library {
    OM_uint32 (*import_name)(OM_uint32 *, gss_buffer_t, gss_OID, gss_name_t *);
    OM_uint32 (*init_sec_context)(OM_uint32 *, gss_cred_id_t, gss_ctx_id_t *, gss_name_t, gss_OID, OM_uint32, OM_uint32, gss_channel_bindings_t,
                                  gss_buffer_t, gss_OID *, gss_buffer_t, OM_uint32 *, OM_uint32 *);
    OM_uint32 (*wrap)(OM_uint32 *, gss_ctx_id_t, int, gss_qop_t, gss_buffer_t, int *, gss_buffer_t);
    OM_uint32 (*unwrap)(OM_uint32 *, gss_ctx_id_t, gss_buffer_t, gss_buffer_t, int *, gss_qop_t *);
    OM_uint32 (*display_status)(OM_uint32 *, OM_uint32, int, gss_OID, OM_uint32 *, gss_buffer_t);
    OM_uint32 (*release_buffer)(OM_uint32 *, gss_buffer_t);
    OM_uint32 (*release_name)(OM_uint32 *, gss_name_t *);
    OM_uint32 (*delete_sec_context)(OM_uint32 *, gss_ctx_id_t *, gss_buffer_t);
};

/* Stays loaded until the process ends.  False: `why` (size bytes, printable) says why not, and nothing is filled in. */
bool wax__gss_load(struct gss_library *, char *why, size_t size);

#endif
