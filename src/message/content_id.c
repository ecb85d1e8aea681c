/* content_id.c -- see content_id.h. */
#include "content_id.h"

#include "fail.h"
#include "limit.h"
#include "text.h"

#include <string.h>

/* RFC 2392 s.2: an addr-spec; readers take it without its domain as well.  Only what needs no escape in a URL. */
wax_status wax__content_id_check(const char *id, wax_error *why)
{
    size_t n = 0;

    while (text_is_alpha((uint8_t)id[n]) || text_is_digit((uint8_t)id[n]) || (id[n] && strchr(".-_@+", id[n])))
        n++;
    if (n && !id[n] && n <= LIMIT_CONTENT_ID)
        return WAX_OK;
    return wax__fail(why, WAX_E_USAGE, "message", "\"%.80s\" is no Content-ID: 1 to %d letters, digits and . - _ + @ are; the HTML shows it as "
                     "<img src=\"cid:...\">", id, LIMIT_CONTENT_ID);
}

wax_status wax__content_id_is_twice(const char *id, wax_error *why)
{
    return wax__fail(why, WAX_E_USAGE, "message", "two parts have the Content-ID %.80s; the HTML could mean either", id);
}
