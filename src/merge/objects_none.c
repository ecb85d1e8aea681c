/* objects_none.c -- JSON lines where jansson's header was not there to build with: said, and CSV advised. */
#include "fail.h"
#include "objects.h"

wax_status objects_next(struct objects *o, struct row *r, bool *is_end, wax_error *why)
{
    (void)o;
    (void)r;
    *is_end = false;
    return wax__fail(why, WAX_E_INPUT, "row", "this build reads no JSON, for want of jansson; write the rows as CSV");
}

void objects_clear(struct objects *o)
{
    (void)o;
}

const char *objects_parts(void)
{
    return "no JSON lines";
}
