/* pace_test.c -- no second and no minute sees more than it may. */
#include "pace.h"

#include "test.h"

TEST("without a limit anything goes at any time")
{
    struct pace p = { 0 };

    wax__pace_go(&p, 5);
    CHECK(wax__pace_until(&p) == INT64_MIN);
}

TEST("so many go at once, the next when the first of them is a second old")
{
    struct pace p = { 0 };

    CHECK(wax__pace_set(&p, 3, 1000));
    wax__pace_go(&p, 100);
    wax__pace_go(&p, 100);
    CHECK(wax__pace_until(&p) == INT64_MIN);
    wax__pace_go(&p, 400);
    CHECK(wax__pace_until(&p) == 1100);
    wax__pace_go(&p, 1100);
    CHECK(wax__pace_until(&p) == 1100);
    wax__pace_go(&p, 1100);
    CHECK(wax__pace_until(&p) == 1400);
    wax__pace_clear(&p);
    CHECK(wax__pace_until(&p) == INT64_MIN);
}

TEST("whoever goes as soon as it may never has more than that in any second, wherever it begins")
{
    enum { MOST = 7, N = 500 };
    struct pace p = { 0 };
    int64_t went[N], now = 0;

    CHECK(wax__pace_set(&p, MOST, 1000));
    for (int i = 0; i < N; i++) {
        now = wax__pace_until(&p) > now ? wax__pace_until(&p) : now + i % 5 * 40;
        now = wax__pace_until(&p) > now ? wax__pace_until(&p) : now;
        wax__pace_go(&p, went[i] = now);
        CHECK(i < MOST || went[i] - went[i - MOST] >= 1000);
    }
    wax__pace_clear(&p);
}
