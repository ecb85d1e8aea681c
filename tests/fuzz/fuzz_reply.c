/* fuzz_reply.c -- whatever a server sends is one reply, not yet one, or none; never more than it sent, and the same at every cut. */
#include "limit.h"
#include "reply.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool good)
{
    if (!good)
        abort();
}

static void check_whole(const struct reply *r, size_t len)
{
    struct span text;
    size_t at = 0, lines = 0;
    char shown[64];

    must(r->code >= 200 && r->code <= 599 && r->all.len <= len && r->all.len <= LIMIT_REPLY);
    must(r->all.p[r->all.len - 1] == '\n' && r->all.p[r->all.len - 2] == '\r');
    while (wax__reply_line(r, &at, &text))
        lines++;
    must(lines == r->lines && at == r->all.len);
    wax__reply_print(shown, sizeof shown, r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct reply r;
    wax_error why = { 0 };
    wax_status whole = wax__reply_parse(&r, data, len, &why);

    if (whole == WAX_OK)
        check_whole(&r, len);
    else
        must(whole == WAX_AGAIN || (whole == why.status && *why.text));
    size_t end = whole == WAX_OK ? r.all.len : len;
    for (size_t cut = 0; cut < end && cut < 300; cut++) {
        wax_status part = wax__reply_parse(&r, data, cut, &(wax_error){ 0 });
        must(part == WAX_AGAIN || (part == whole && part != WAX_OK));
    }
    return 0;
}
