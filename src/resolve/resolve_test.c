#include "addresses.h"
#include "lookup.h"
#include "test.h"
#include "wax_loop.h"

#include <string.h>
#include <sys/un.h>

static const char *said(const struct addresses *a, size_t i)
{
    static char text[ADDRESS_TEXT];

    wax__address_say(text, &a->at[i]);
    return i < a->n ? text : "none";
}

TEST("an address needs no lookup, and a name is none")
{
    struct addresses a;
    char text[ADDRESS_TEXT];

    CHECK(wax__addresses_of_literal(&a, "192.0.2.1", 587) && a.n == 1 && test_same(said(&a, 0), "192.0.2.1 port 587"));
    wax__address_print(text, &a.at[0]);
    CHECK(test_same(text, "192.0.2.1:587"));
    wax__address_to_literal(text, &a.at[0]);
    CHECK(test_same(text, "[192.0.2.1]"));
    CHECK(wax__addresses_of_literal(&a, "2001:db8::1", 25) && a.n == 1 && test_same(said(&a, 0), "2001:db8::1 port 25"));
    wax__address_print(text, &a.at[0]);
    CHECK(test_same(text, "[2001:db8::1]:25"));
    wax__address_to_literal(text, &a.at[0]);
    CHECK(test_same(text, "[IPv6:2001:db8::1]"));
    CHECK(!wax__addresses_of_literal(&a, "mail.example.org", 25) && a.n == 0);
    CHECK(!wax__addresses_of_literal(&a, "192.0.2.256", 25));
}

TEST("localhost is this machine, whatever a resolver says")
{
    struct addresses a;

    CHECK(wax__addresses_of_literal(&a, "LocalHost", 25) && a.n == 2);
    CHECK(test_same(said(&a, 0), "::1 port 25"));
    CHECK(test_same(said(&a, 1), "127.0.0.1 port 25"));
}

TEST("a local socket's path is kept whole or not at all")
{
    struct addresses a;
    char text[ADDRESS_TEXT], path[sizeof ((struct sockaddr_un *)0)->sun_path + 1];

    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 1] = 0;
    CHECK(!wax__addresses_of_path(&a, path));
    path[sizeof path - 2] = 0;
    CHECK(wax__addresses_of_path(&a, path) && test_same(said(&a, 0), path));
    wax__address_print(text, &a.at[0]);
    CHECK(test_same(text, path));
}

static void add(struct addresses *a, const char *literal)
{
    struct addresses one;

    CHECK(wax__addresses_of_literal(&one, literal, 25));
    wax__addresses_add(a, (struct sockaddr *)&one.at[0].sa, one.at[0].len);
}

TEST("families take turns, and each keeps its order")
{
    struct addresses a = { 0 };
    const char *const in[] = { "2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1", "192.0.2.2" };
    const char *const out[] = { "2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3" };

    for (size_t i = 0; i < 5; i++)
        add(&a, in[i]);
    wax__addresses_interleave(&a);
    CHECK(a.n == 5);
    for (size_t i = 0; i < 5; i++)
        CHECK(strncmp(said(&a, i), out[i], strlen(out[i])) == 0);
}

TEST("more addresses than we try are left out")
{
    struct addresses a = { 0 };

    for (int i = 0; i < LIMIT_ADDRESSES + 3; i++)
        add(&a, "192.0.2.1");
    CHECK(a.n == LIMIT_ADDRESSES);
    wax__addresses_interleave(&a);
    CHECK(a.n == LIMIT_ADDRESSES);
}

/* -- lookups ------------------------------------------------------------------------------------------------ */

struct asked {
    wax_loop        *loop;
    struct lookup   *lookup;
    struct addresses found;
    wax_error        why;
};

static void on_answer(void *user, const struct addresses *found, const wax_error *why)
{
    struct asked *a = user;

    a->found = *found;
    a->why = *why;
    wax__lookup_free(a->lookup);
    wax__loop_end_work(a->loop);
}

static struct asked ask(const char *host)
{
    struct asked a = { .loop = wax_loop_new(NULL) };

    wax__loop_begin_work(a.loop);
    a.lookup = wax__lookup(a.loop, host, 587, on_answer, &a);
    if (CHECK(a.lookup))
        wax_loop_run(a.loop);
    wax_loop_free(a.loop);
    return a;
}

TEST("the system's resolver answers inside a turn")
{
    struct asked a = ask("127.1");      /* the resolver knows this form without asking anybody */

    CHECK(a.why.status == WAX_OK && a.found.n == 1 && test_same(said(&a.found, 0), "127.0.0.1 port 587"));
}

TEST("a name that nobody knows is said to be unknown")
{
    struct asked a = ask("no such host");

    CHECK(a.why.status == WAX_E_RESOLVE && a.found.n == 0);
    CHECK(strstr(a.why.text, "no such host") != NULL);
}

TEST("a lookup that is taken back calls nobody, and the loop does not wait for it")
{
    struct asked a = { .loop = wax_loop_new(NULL) };

    for (int i = 0; i < 20; i++)
        wax__lookup_free(wax__lookup(a.loop, "127.1", 25, on_answer, &a));      /* nobody is asked, or a thread may outlive the test in the middle of it */
    wax_loop_turn(a.loop);
    CHECK(a.why.status == WAX_OK && a.found.n == 0);
    wax_loop_free(a.loop);
}
