/* lines.c -- see lines.h. */
#include "lines.h"

#include "fail.h"
#include "limit.h"

static wax_status broken(wax_error *why, const char *what)
{
    return wax__fail(why, WAX_E_INPUT, "body", "the message holds %s; it was not sent", what);
}

wax_status wax__lines_check(struct crlf *at, const uint8_t *p, size_t n, wax_error *why)
{
    switch (wax__crlf_look(at, p, n, LIMIT_BODY_LINE + 2)) {
    case CRLF_BARE: return broken(why, "a CR or LF that is not part of a CRLF");
    case CRLF_NUL: return broken(why, "a NUL byte");
    case CRLF_LONG: return broken(why, "a line of more than 998 bytes");
    case CRLF_KEPT: break;
    }
    return WAX_OK;
}

wax_status wax__lines_end(const struct crlf *at, wax_error *why)
{
    if (at->column || at->after_cr)
        return broken(why, "a last line without its CRLF");
    return WAX_OK;
}
