/* sign_memory_test.c -- every allocation fails in turn, ours and OpenSSL's: the mail says so, nothing leaks, and no other mail is made. */
#include "alloc_fail.h"
#include "dkim_keys.h"
#include "test.h"

#include "starved_mail.h"

enum { NOW = 1354553212 };

static bool is_same(const struct buf *got, const struct buf *whole)
{
    return test_same_bytes(buf_data(got), buf_len(got), buf_data(whole), buf_len(whole));
}

static void by_domain(wax_message *m)
{
    wax_message_dkim_with(m, &(wax_dkim){ .domain = "example.org", .selector = "s", .key_pem = rfc8463_ed25519, .identity = "@example.org" });
}

static void by_domain_twice(wax_message *m)
{
    by_domain(m);
    wax_message_dkim_with(m, &(wax_dkim){ .domain = "example.org", .selector = "r", .key_pem = rfc8463_rsa, .fields = "From:To", .simple_body = true });
}

TEST("a signed mail survives the failure of every allocation of ours")
{
    alloc_fail_only_ours(true);
    survives(by_domain_twice, NOW, is_same);
}

TEST("a signed mail survives the failure of every allocation, OpenSSL's too")
{
    alloc_fail_only_ours(false);
    survives(by_domain, NOW, is_same);      /* an RSA key has thousands more of the same */
}

__attribute__((constructor(101))) static void take_openssl(void)
{
    if (!alloc_fail_openssl())
        abort();
}
