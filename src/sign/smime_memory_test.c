/* smime_memory_test.c -- every allocation fails in turn, ours and OpenSSL's: the mail says so, nothing leaks, and no other mail is made. */
#include "alloc_fail.h"
#include "reading.h"
#include "smime_people.h"
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

typedef void seal_fn(wax_message *);

/* What differs each time, an ECDSA signature or a key of the moment, is sealed in, so that only its size can be compared. */
static void by_person(wax_message *m)
{
    wax_message_smime_sign(m, people[ADA].file, NULL);
    wax_message_smime_encrypt(m, people[NOBODY].file);
}

/* RSA both: with elliptic curves OpenSSL 3.0 itself writes to NULL when its key derivation finds no memory. */
static void by_person_rsa(wax_message *m)
{
    wax_message_smime_sign(m, people[GRACE].file, NULL);
    wax_message_smime_encrypt(m, people[EVERYBODY].file);
}

static time_t now;                  /* when the people's certificates are valid; the same for every mail */

/* All of a sealed mail's life. */
static wax_status live(seal_fn *seal, struct buf *to)
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

static void survives(seal_fn *seal)
{
    struct buf whole = { 0 };
    long allocations = 0;

    CHECK(live(seal, &whole) == WAX_OK && buf_len(&whole) > 500);
    for (;; allocations++) {
        struct buf got = { 0 };
        alloc_fail_after(allocations);
        wax_status s = live(seal, &got);
        if (!alloc_fail_stop()) {
            wax__buf_clear(&got);
            break;
        }
        if (s && s != WAX_E_NOMEM && s != WAX_E_INPUT)
            test_note("allocation %ld: %s", allocations, wax_status_name(s));
        CHECK(s ? s == WAX_E_NOMEM || s == WAX_E_INPUT : buf_len(&got) + 100 > buf_len(&whole));
        wax__buf_clear(&got);
    }
    CHECK(allocations > 30);
    wax__buf_clear(&whole);
}

TEST("a mail that is signed and encrypted survives the failure of every allocation of ours")
{
    alloc_fail_only_ours(true);
    survives(by_person);
}

TEST("a mail that is signed and encrypted survives the failure of every allocation, OpenSSL's too")
{
    alloc_fail_only_ours(false);
    survives(by_person_rsa);
}

__attribute__((constructor)) static void begin(void)
{
    make_people();
    now = time(NULL);
}

__attribute__((constructor(101))) static void take_openssl(void)
{
    if (!alloc_fail_openssl())
        abort();
}
