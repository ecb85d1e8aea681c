/* lines.c -- see lines.h. */
#include "lines.h"

#include "crlf.h"
#include "fail.h"
#include "limit.h"

#include <string.h>

static wax_status broken(wax_error *why, const char *what)
{
    return wax__fail(why, WAX_E_INPUT, "body", "the message holds %s; it was not sent", what);
}

wax_status wax__lines_check(struct lines *l, const uint8_t *p, size_t n, wax_error *why)
{
    if (n == 0)
        return WAX_OK;
    if (wax__crlf_has_bare(p, n, l->after_cr))
        return broken(why, "a CR or LF that is not part of a CRLF");
    if (memchr(p, 0, n))
        return broken(why, "a NUL byte");
    if (wax__crlf_has_long(&l->column, p, n, LIMIT_BODY_LINE + 2))
        return broken(why, "a line of more than 998 bytes");
    l->has_begun = true;
    l->after_cr = p[n - 1] == '\r';
    return WAX_OK;
}

wax_status wax__lines_end(const struct lines *l, wax_error *why)
{
    if (l->has_begun && (l->column || l->after_cr))
        return broken(why, "a last line without its CRLF");
    return WAX_OK;
}
