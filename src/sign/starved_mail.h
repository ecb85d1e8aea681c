/* starved_mail.h -- for tests, which include alloc_fail.h and test.h before: a sealed mail's whole life, lived again and again, each time with
 * another allocation that fails. */
#ifndef WAX_SIGN_STARVED_MAIL_H
#define WAX_SIGN_STARVED_MAIL_H

#include "reading.h"

#include <wax/sign.h>

typedef void seal_fn(wax_message *);
typedef bool is_whole_fn(const struct buf *got, const struct buf *whole);       /* where nothing seems to have failed, is it the mail? */

static wax_status read_all(wax_message *m, struct buf *to)
{
    wax_source from;
    wax_error why = { 0 };
    wax_status s = wax_message_open(m, &from);

    if (s)
        return *wax_message_error(m)->text ? s : WAX_E_PROTOCOL;        /* a failure without a sentence */
    s = read_to_end(from, 700, to, &why);
    from.free(from.user);
    return s;
}

static wax_status live(seal_fn *seal, int64_t now, struct buf *to)
{
    wax_message *m = wax_message_new();

    wax_message_fix(m, now, 60, 1);
    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", "a@x.org");
    wax_message_text(m, "It works.\n");
    seal(m);
    wax_status s = wax_message_check(m, NULL);
    if (!s)
        s = read_all(m, to);
    wax_message_free(m);
    return s;
}

static void survives(seal_fn *seal, int64_t now, is_whole_fn *is_whole)
{
    struct buf whole = { 0 };
    long allocations = 0;

    CHECK(live(seal, now, &whole) == WAX_OK && buf_len(&whole) > 500);
    for (;; allocations++) {
        struct buf got = { 0 };
        alloc_fail_after(allocations);
        wax_status s = live(seal, now, &got);
        if (!alloc_fail_stop()) {
            wax__buf_clear(&got);
            break;
        }
        if (s && s != WAX_E_NOMEM && s != WAX_E_INPUT)
            test_note("allocation %ld: %s", allocations, wax_status_name(s));
        CHECK(s ? s == WAX_E_NOMEM || s == WAX_E_INPUT : is_whole(&got, &whole));
        wax__buf_clear(&got);
    }
    CHECK(allocations > 30);
    wax__buf_clear(&whole);
}

#endif
