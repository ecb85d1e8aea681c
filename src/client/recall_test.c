/* recall_test.c -- what is known of a name, for how long, and of which. */
#include "recall.h"
#include "test.h"

#include <netinet/in.h>
#include <string.h>

static struct addresses two(void)
{
    struct addresses a = { .n = 0 };

    wax__addresses_of_literal(&a, "192.0.2.1", 587);
    struct address first = a.at[0];
    wax__addresses_of_literal(&a, "2001:db8::1", 587);
    wax__addresses_add(&a, (const struct sockaddr *)&first.sa, first.len);
    return a;
}

static bool is_same(const struct addresses *a, const struct addresses *b)
{
    bool same = a->n == b->n;

    for (size_t i = 0; same && i < a->n; i++)
        same = a->at[i].len == b->at[i].len && memcmp(&a->at[i].sa, &b->at[i].sa, a->at[i].len) == 0;
    return same;
}

TEST("what was found is known for a minute, whole and in its order, of that host and port alone")
{
    struct addresses found = two(), known = { .n = 0 };
    struct recall r = { NULL };

    CHECK(found.n == 2 && !wax__recall(&r, "mail.example.org", 587, 0, &known));
    CHECK(wax__recall_keep(&r, "mail.example.org", 587, 1000, &found));
    CHECK(wax__recall(&r, "mail.example.org", 587, 1000, &known) && is_same(&known, &found));
    CHECK(wax__recall(&r, "mail.example.org", 587, 1000 + RECALL_MS - 1, &known));
    CHECK(!wax__recall(&r, "mail.example.org", 587, 1000 + RECALL_MS, &known));
    CHECK(!wax__recall(&r, "mail.example.com", 587, 1000, &known) && !wax__recall(&r, "mail.example.org", 465, 1000, &known));
    wax__recall_forget(&r);
    CHECK(!wax__recall(&r, "mail.example.org", 587, 1000, &known));
}

TEST("another name takes its place; nothing found, or a name that no host has, is nothing known")
{
    struct addresses found = two(), none = { .n = 0 }, known;
    char long_name[LIMIT_DOMAIN + 10];
    struct recall r = { NULL };

    CHECK(wax__recall_keep(&r, "a.example", 25, 0, &found) && wax__recall_keep(&r, "b.example", 25, 0, &found));
    CHECK(!wax__recall(&r, "a.example", 25, 0, &known) && wax__recall(&r, "b.example", 25, 0, &known));
    CHECK(wax__recall_keep(&r, "b.example", 25, 0, &none));
    CHECK(!wax__recall(&r, "b.example", 25, 0, &known));
    memset(long_name, 'x', sizeof long_name);
    long_name[sizeof long_name - 1] = 0;
    CHECK(wax__recall_keep(&r, long_name, 25, 0, &found));
    CHECK(!wax__recall(&r, long_name, 25, 0, &known));
    wax__recall_forget(&r);
}
