/* sign_memory_test.c -- every allocation fails in turn, ours and OpenSSL's: the mail says so, nothing leaks, and no other mail is made. */
#include "alloc_fail.h"
#include "dkim_keys.h"
#include "reading.h"
#include "test.h"

#include <wax/sign.h>

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

/* All of a signed mail's life. */
static wax_status live(bool by_two, struct buf *to)
{
    wax_message *m = wax_message_new();
    wax_dkim first = { .domain = "example.org", .selector = "s", .key_pem = rfc8463_ed25519, .identity = "@example.org" };
    wax_dkim second = { .domain = "example.org", .selector = "r", .key_pem = rfc8463_rsa, .fields = "From:To", .simple_body = true };

    wax_message_fix(m, 1354553212, 60, 1);
    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", "a@x.org");
    wax_message_text(m, "It works.\n");
    wax_message_dkim_with(m, &first);
    if (by_two)
        wax_message_dkim_with(m, &second);
    wax_status s = wax_message_check(m, NULL);
    if (!s)
        s = read_all(m, to);
    wax_message_free(m);
    return s;
}

static void survives(bool by_two)
{
    struct buf whole = { 0 };
    long allocations = 0;

    CHECK(live(by_two, &whole) == WAX_OK && buf_len(&whole) > 500);
    for (;; allocations++) {
        struct buf got = { 0 };
        alloc_fail_after(allocations);
        wax_status s = live(by_two, &got);
        if (!alloc_fail_stop()) {
            wax__buf_clear(&got);
            break;
        }
        if (s && s != WAX_E_NOMEM && s != WAX_E_INPUT)
            test_note("allocation %ld: %s", allocations, wax_status_name(s));
        CHECK(s ? s == WAX_E_NOMEM || s == WAX_E_INPUT
                : test_same_bytes(buf_data(&got), buf_len(&got), buf_data(&whole), buf_len(&whole)));
        wax__buf_clear(&got);
    }
    CHECK(allocations > 30);
    wax__buf_clear(&whole);
}

TEST("a signed mail survives the failure of every allocation of ours")
{
    alloc_fail_only_ours(true);
    survives(true);
}

TEST("a signed mail survives the failure of every allocation, OpenSSL's too")
{
    alloc_fail_only_ours(false);
    survives(false);                /* an RSA key has thousands more of the same */
}

__attribute__((constructor(101))) static void take_openssl(void)
{
    if (!alloc_fail_openssl())
        abort();
}
