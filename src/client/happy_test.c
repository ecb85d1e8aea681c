#include "happy.h"
#include "test.h"

static size_t begins(struct happy *h, int64_t now)
{
    size_t which;

    return wax__happy_begin(h, now, &which) ? which : 99;
}

TEST("the first begins at once, the next 250 ms later, in order")
{
    struct happy h = wax__happy(3, HAPPY_DELAY_MS, 1000);

    CHECK(wax__happy_due(&h) == 1000 && begins(&h, 1000) == 0);
    CHECK(begins(&h, 1000) == 99 && wax__happy_due(&h) == 1250);
    CHECK(begins(&h, 1249) == 99);
    CHECK(begins(&h, 1250) == 1);
    CHECK(begins(&h, 1499) == 99);
    CHECK(begins(&h, 1600) == 2);
    CHECK(wax__happy_due(&h) == INT64_MAX && begins(&h, 9999) == 99);
}

TEST("when one fails, the next begins at once")
{
    struct happy h = wax__happy(3, HAPPY_DELAY_MS, 0);

    CHECK(begins(&h, 0) == 0);
    wax__happy_fail(&h, 10);
    CHECK(wax__happy_due(&h) == 10 && begins(&h, 10) == 1 && begins(&h, 10) == 99);
    CHECK(wax__happy_due(&h) == 260);
}

TEST("it is over when all have failed, and not before")
{
    struct happy h = wax__happy(2, HAPPY_DELAY_MS, 0);

    CHECK(begins(&h, 0) == 0);
    wax__happy_fail(&h, 5);
    CHECK(!wax__happy_is_over(&h));
    CHECK(begins(&h, 5) == 1);
    CHECK(!wax__happy_is_over(&h) && wax__happy_due(&h) == INT64_MAX);
    wax__happy_fail(&h, 70000);
    CHECK(wax__happy_is_over(&h));
}
