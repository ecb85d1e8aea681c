/* fail.c -- see fail.h. */
#include "fail.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

wax_status wax__fail(wax_error *e, wax_status status, const char *stage, const char *format, ...)
{
    char raw[1024];
    va_list ap;

    if (!e)
        return status;
    if (e->status)
        return e->status;
    va_start(ap, format);
    int n = vsnprintf(raw, sizeof raw, format, ap);
    va_end(ap);
    e->status = status;
    snprintf(e->stage, sizeof e->stage, "%s", stage);
    wax__text_printable(e->text, sizeof e->text, raw, n < 0 ? 0 : strlen(raw));
    return status;
}

wax_status wax__fail_memory(wax_error *e, const char *stage)
{
    return wax__fail(e, WAX_E_NOMEM, stage, "memory is used up");
}
