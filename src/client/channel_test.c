/* channel_test.c -- what reports show of a connection: shared, and never changed behind somebody's back. */
#include "alloc_fail.h"
#include "channel.h"
#include "test.h"

TEST("what nobody else holds takes the facts; who holds it sees the same, and gets it once")
{
    wax_tls_info tls = { .version = "TLSv1.3" };
    struct channel *c = wax__channel_new(), *same = c;

    CHECK(wax__channel_with(c, "192.0.2.1:587", &tls) == c);
    CHECK(test_same(c->peer, "192.0.2.1:587") && c->has_tls && test_same(c->tls.version, "TLSv1.3"));
    CHECK(wax__channel_hold(c) == c && wax__channel_with(c, "192.0.2.1:587", &tls) == same);
    wax__channel_drop(c);
    wax__channel_drop(c);
}

TEST("who holds it keeps it as it was when the facts are others")
{
    wax_tls_info tls = { .version = "TLSv1.3" };
    struct channel *first = wax__channel_with(wax__channel_new(), "192.0.2.1:587", NULL), *held = wax__channel_hold(first), *secure, *other;

    secure = wax__channel_with(first, "192.0.2.1:587", &tls);
    CHECK(secure != held && secure->has_tls && !held->has_tls);
    wax__channel_drop(held);
    held = wax__channel_hold(secure);
    other = wax__channel_with(secure, "192.0.2.2:587", &tls);
    CHECK(other != held && test_same(held->peer, "192.0.2.1:587") && test_same(other->peer, "192.0.2.2:587"));
    wax__channel_drop(held);
    wax__channel_drop(other);
}

TEST("without memory for other facts there are none, and who holds the old ones keeps them")
{
    struct channel *c = wax__channel_with(wax__channel_new(), "192.0.2.1:587", NULL), *held = wax__channel_hold(c);

    alloc_fail_after(0);
    c = wax__channel_with(c, "192.0.2.2:587", NULL);
    CHECK(alloc_fail_stop() && !c && test_same(held->peer, "192.0.2.1:587") && !wax__channel_hold(c));
    wax__channel_drop(c);
    wax__channel_drop(held);
}
