/* smime_memory_test.c -- every allocation fails in turn, ours and OpenSSL's: the mail says so, nothing leaks, and no other mail is made. */
#include "alloc_fail.h"
#include "smime_people.h"
#include "test.h"

#include "starved_mail.h"

/* What differs each time, an ECDSA signature or a key of the moment, is sealed in, so that only its size can be compared. */
static bool is_as_long(const struct buf *got, const struct buf *whole)
{
    return buf_len(got) + 100 > buf_len(whole);
}

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

TEST("a mail that is signed and encrypted survives the failure of every allocation of ours")
{
    alloc_fail_only_ours(true);
    survives(by_person, now, is_as_long);
}

TEST("a mail that is signed and encrypted survives the failure of every allocation, OpenSSL's too")
{
    alloc_fail_only_ours(false);
    survives(by_person_rsa, now, is_as_long);
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
