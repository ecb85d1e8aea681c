#include "moment.h"

#include "test.h"

#include <string.h>

static bool is_date(int64_t seconds, int offset, const char *expected)
{
    struct moment m;
    char date[DATE_SIZE];

    if (wax__moment_fixed(&m, seconds, offset, 1, NULL))
        return false;
    wax__moment_date(date, &m);
    return test_same(date, expected);
}

TEST("a date is written as RFC 5322 s.3.3 writes it, in the author's zone")
{
    CHECK(is_date(0, 0, "Thu, 01 Jan 1970 00:00:00 +0000"));
    CHECK(is_date(1354553212, 60, "Mon, 03 Dec 2012 17:46:52 +0100"));
    CHECK(is_date(1354553212, -570, "Mon, 03 Dec 2012 07:16:52 -0930"));
    CHECK(is_date(951782400, 0, "Tue, 29 Feb 2000 00:00:00 +0000"));
    CHECK(is_date(-1, 0, "Wed, 31 Dec 1969 23:59:59 +0000"));
    CHECK(is_date(253402214400, 1439, "Fri, 31 Dec 9999 23:59:00 +2359"));
}

TEST("years of other than four digits, and offsets of a day, are refused")
{
    struct moment m;

    CHECK(wax__moment_fixed(&m, INT64_MAX, 0, 1, NULL) == WAX_E_USAGE);
    CHECK(wax__moment_fixed(&m, INT64_MIN, 0, 1, NULL) == WAX_E_USAGE);
    CHECK(wax__moment_fixed(&m, 0, 1440, 1, NULL) == WAX_E_USAGE);
    CHECK(wax__moment_fixed(&m, 0, -1440, 1, NULL) == WAX_E_USAGE);
}

TEST("a seed gives the same number each time, and its neighbour another")
{
    struct moment a, b, c;
    char x[RANDOM_SIZE], y[RANDOM_SIZE], z[RANDOM_SIZE];

    wax__moment_fixed(&a, 0, 0, 1, NULL);
    wax__moment_fixed(&b, 0, 0, 1, NULL);
    wax__moment_fixed(&c, 0, 0, 2, NULL);
    wax__moment_random(x, &a);
    wax__moment_random(y, &b);
    wax__moment_random(z, &c);
    CHECK(strlen(x) == 32 && test_same(x, y) && strcmp(x, z) != 0);
}

TEST("the system has a time and randomness, not the same twice")
{
    struct moment a = { 0 }, b = { 0 };

    CHECK(!wax__moment_now(&a, NULL) && !wax__moment_now(&b, NULL));
    CHECK(a.unix_seconds > 1700000000 && (a.random[0] != b.random[0] || a.random[1] != b.random[1]));
}
