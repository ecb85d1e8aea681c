#include "level.h"

#include "test.h"

static bool weakens(wax_tls_mode mode, bool has_login)
{
    struct tls_demand strict = { 0 };

    return wax__policy_level(mode, has_login, &strict).insecure_no_verify;
}

TEST("only opportunistic TLS without a login takes any certificate")
{
    CHECK(weakens(WAX_TLS_OPPORTUNISTIC, false));
    CHECK(!weakens(WAX_TLS_OPPORTUNISTIC, true));
    CHECK(!weakens(WAX_TLS_REQUIRED, false) && !weakens(WAX_TLS_REQUIRED, true));
    CHECK(!weakens(WAX_TLS_IMPLICIT, false) && !weakens(WAX_TLS_IMPLICIT, true));
    CHECK(!weakens(WAX_TLS_INSECURE_NONE, false) && !weakens(WAX_TLS_INSECURE_NONE, true));
}

TEST("who pinned a peer, or knows it, gets that one or none, even where TLS is opportunistic")
{
    struct tls_demand pinned = { .n_pins = 1 }, known = { .known_servers = "known" };

    CHECK(!wax__policy_level(WAX_TLS_OPPORTUNISTIC, false, &pinned).insecure_no_verify);
    CHECK(!wax__policy_level(WAX_TLS_OPPORTUNISTIC, false, &known).insecure_no_verify);
}

TEST("what the user said stays said")
{
    struct tls_demand user = { .ca_file = "ca.pem", .name = "a.example", .sni = "b.example", .insecure_no_verify = true };

    for (int mode = WAX_TLS_REQUIRED; mode <= WAX_TLS_INSECURE_NONE; mode++) {
        struct tls_demand got = wax__policy_level((wax_tls_mode)mode, true, &user);
        CHECK(got.ca_file == user.ca_file && got.name == user.name && got.sni == user.sni && got.insecure_no_verify);
    }
}
