/* fail.h -- fills a wax_error where the failure is understood, and only there.
 *
 * Promise: the text is one printable line; the first error in a wax_error stays, later ones are ignored.
 */
#ifndef WAX_BASE_FAIL_H
#define WAX_BASE_FAIL_H

#include <stdarg.h>
#include <wax/status.h>

/* Returns the status that now stands in *e (the first one), so that a failing function can `return wax__fail(...)`. e may be NULL. */
#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
wax_status wax__fail(wax_error *e, wax_status, const char *stage, const char *format, ...);

wax_status wax__fail_memory(wax_error *e, const char *stage);

#endif
