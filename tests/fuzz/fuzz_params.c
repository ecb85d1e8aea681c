/* fuzz_params.c -- whatever stands behind MAIL or RCPT, what is kept of it may be asked of a server, is printable, and is one line; and a fault is 501 or 555.
 *
 * The first byte: MAIL's or RCPT's. */
#include "sendmail_params.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void must_be_askable(const char *value, wax_ask ask)
{
    must(memchr(value, 0, PARAM_MOST) != NULL);
    for (const char *p = value; *p; p++)
        must(*p >= ' ' && *p <= '~');
    must(!*value || wax_ask_check(ask, value, WAX_IF_OFFERED, NULL) == WAX_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct sendmail_params p;

    if (!len)
        return 0;
    bool is_mail = data[0] & 1;
    const char *reply = sendmail_params_read(&p, (struct span){ data + 1, len - 1 }, is_mail);
    must(!reply || !strncmp(reply, "501 5.5.4 ", 10) || !strncmp(reply, "555 5.5.4 ", 10));
    for (int ask = 0; !reply && ask <= WAX_ASK_ENVID; ask++) {
        must_be_askable(p.asked[ask], (wax_ask)ask);
        must(!*p.asked[ask] || is_mail == (ask == WAX_ASK_RET || ask == WAX_ASK_ENVID));
    }
    return 0;
}
