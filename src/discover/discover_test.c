#include "srv.h"
#include "test.h"

#include <string.h>

/* An answer, put together byte by byte. */
struct packet {
    uint8_t bytes[2048];
    size_t  len;
};

static void put(struct packet *p, const void *bytes, size_t n)
{
    memcpy(p->bytes + p->len, bytes, n);
    p->len += n;
}

static void put16(struct packet *p, unsigned value)
{
    put(p, (uint8_t[]){ (uint8_t)(value >> 8), (uint8_t)value }, 2);
}

/* "mail.example.org"; "" is the root. */
static void put_name(struct packet *p, const char *name)
{
    while (*name) {
        size_t n = strcspn(name, ".");
        put(p, (uint8_t[]){ (uint8_t)n }, 1);
        put(p, name, n);
        name += n + (name[n] == '.');
    }
    put(p, "", 1);
}

static struct packet answer(unsigned records)
{
    struct packet p = { .len = 0 };

    put16(&p, 4711);
    put16(&p, 0x8180);
    put16(&p, 1);
    put16(&p, records);
    put16(&p, 0);
    put16(&p, 0);
    put_name(&p, "_submission._tcp.example.org");
    put16(&p, 33);
    put16(&p, 1);
    return p;
}

/* A record whose owner is the question's name; its data follows. */
static void put_head(struct packet *p, unsigned type, unsigned len)
{
    put16(p, 0xC00C);
    put16(p, type);
    put16(p, 1);
    put16(p, 0);
    put16(p, 300);
    put16(p, len);
}

static void put_srv(struct packet *p, unsigned priority, unsigned weight, unsigned port, const char *target)
{
    size_t len = *target ? strlen(target) + 2 : 1;

    put_head(p, 33, (unsigned)len + 6);
    put16(p, priority);
    put16(p, weight);
    put16(p, port);
    put_name(p, target);
}

TEST("a record is a server: its name, its port, and how much it is wanted")
{
    struct packet p = answer(1);
    struct srv_list l;

    put_srv(&p, 10, 20, 587, "Mail.Example.ORG");
    CHECK(srv_read(&l, p.bytes, p.len) && l.n == 1 && !l.is_refused);
    CHECK(test_same(l.at[0].target, "mail.example.org") && l.at[0].priority == 10 && l.at[0].weight == 20 && l.at[0].port == 587);
}

TEST("other records beside it are passed over")
{
    struct packet p = answer(2);
    struct srv_list l;

    put_head(&p, 5, 2);
    put16(&p, 0xC00C);
    put_srv(&p, 0, 0, 465, "mail.example.org");
    CHECK(srv_read(&l, p.bytes, p.len) && l.n == 1);
}

TEST("a dot alone says that there is no such service, and not beside a server")
{
    struct packet none = answer(1), both = answer(2);
    struct srv_list l;

    put_srv(&none, 0, 0, 0, "");
    CHECK(srv_read(&l, none.bytes, none.len) && l.n == 0 && l.is_refused);
    put_srv(&both, 0, 0, 0, "");
    put_srv(&both, 0, 0, 587, "mail.example.org");
    CHECK(srv_read(&l, both.bytes, both.len) && l.n == 1 && !l.is_refused);
}

TEST("a compressed target is followed")
{
    struct packet p = answer(1);
    struct srv_list l;

    put_head(&p, 33, 6 + 5 + 2);
    put16(&p, 1);
    put16(&p, 1);
    put16(&p, 587);
    put(&p, "\4mail", 5);
    put16(&p, 0xC000 | (12 + 12 + 5));     /* example.org of the question */
    CHECK(srv_read(&l, p.bytes, p.len) && l.n == 1 && test_same(l.at[0].target, "mail.example.org"));
}

TEST("a name that points at itself, forwards or in a circle is not believed")
{
    const unsigned ahead[] = { 0, 2, 40, 0x3fff };
    struct srv_list l;

    for (size_t i = 0; i < sizeof ahead / sizeof *ahead; i++) {
        struct packet p = answer(1);
        put_head(&p, 33, 6 + 2);
        put16(&p, 1);
        put16(&p, 1);
        put16(&p, 587);
        put16(&p, 0xC000 | ((unsigned)p.len + ahead[i]));
        CHECK(!srv_read(&l, p.bytes, p.len) && l.n == 0);
    }
    struct packet p = answer(1);        /* a label and back to that label */
    put_head(&p, 33, 6 + 4);
    put16(&p, 1);
    put16(&p, 1);
    put16(&p, 587);
    unsigned begin = (unsigned)p.len;
    put(&p, "\1a", 2);
    put16(&p, 0xC000 | begin);
    CHECK(!srv_read(&l, p.bytes, p.len) && l.n == 0);
}

TEST("an answer that is cut anywhere is not believed, nothing of it")
{
    struct packet p = answer(2);
    struct srv_list l;

    put_srv(&p, 0, 0, 465, "one.example.org");
    put_srv(&p, 0, 0, 465, "two.example.org");
    CHECK(srv_read(&l, p.bytes, p.len) && l.n == 2);
    for (size_t len = 0; len < p.len; len++)
        if (!CHECK(!srv_read(&l, p.bytes, len) && l.n == 0 && !l.is_refused))
            test_note("cut at %zu", len);
}

TEST("a record that says it is longer or shorter than it is breaks the answer")
{
    struct srv_list l;

    for (int off = -1; off <= 1; off += 2) {
        struct packet p = answer(1);
        put_head(&p, 33, (unsigned)(6 + 18 + off));
        put16(&p, 0);
        put16(&p, 0);
        put16(&p, 465);
        put_name(&p, "mail.example.org");
        put(&p, "", 1);
        CHECK(!srv_read(&l, p.bytes, p.len) && l.n == 0);
    }
}

TEST("what can't be a host's name, or port 0, is left out")
{
    static const char *const names[] = { "mail example.org", "a@example.org", "mail.example.org/x", "a:b.example.org", "%61.example.org", "-a.example.org",
                                         "\x1b[31m.example.org", "\xc3\xa4.example.org", "a\n.example.org" };
    struct srv_list l;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct packet p = answer(2);
        put_srv(&p, 0, 0, 465, names[i]);
        put_srv(&p, 0, 0, 465, "mail.example.org");
        if (!CHECK(srv_read(&l, p.bytes, p.len) && l.n == 1 && test_same(l.at[0].target, "mail.example.org")))
            test_note("%zu", i);
    }
    struct packet p = answer(1);
    put_srv(&p, 0, 0, 0, "mail.example.org");
    CHECK(srv_read(&l, p.bytes, p.len) && l.n == 0 && !l.is_refused);
}

TEST("a dot or a NUL inside of a label is no way to another name")
{
    static const char *const labels[] = { "\5a.org", "\5a\0org" };
    struct srv_list l;

    for (size_t i = 0; i < 2; i++) {
        struct packet p = answer(1);
        put_head(&p, 33, 6 + 6 + 1);
        put16(&p, 0);
        put16(&p, 0);
        put16(&p, 465);
        put(&p, labels[i], 6);
        put(&p, "", 1);
        CHECK(!srv_read(&l, p.bytes, p.len) && l.n == 0);
    }
}

TEST("more servers than anybody tries are left out")
{
    struct packet p = answer(SRV_MOST + 3);
    struct srv_list l;

    for (unsigned i = 0; i < SRV_MOST + 3; i++)
        put_srv(&p, i, 0, 465, "mail.example.org");
    CHECK(srv_read(&l, p.bytes, p.len) && l.n == SRV_MOST);
}

/* -- the order ---------------------------------------------------------------------------------------------- */

struct dice {
    const uint32_t *numbers;
    size_t          n, thrown;
    uint32_t        most[8];
};

static uint32_t throw(void *user, uint32_t most)
{
    struct dice *d = user;

    d->most[d->thrown] = most;
    return d->thrown < d->n ? d->numbers[d->thrown++] : 0;
}

static struct srv_list list_of(const uint16_t (*records)[2], size_t n)
{
    struct srv_list l = { .n = n };

    for (size_t i = 0; i < n; i++)
        l.at[i] = (struct srv){ .target = { (char)('a' + i) }, .priority = records[i][0], .weight = records[i][1], .port = 465 };
    return l;
}

static bool is_order(const struct srv_list *l, const char *names)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->at[i].target[0] != names[i])
            return false;
    return strlen(names) == l->n;
}

TEST("the lowest priority comes first, whatever it weighs")
{
    const uint16_t records[][2] = { { 20, 100 }, { 5, 0 }, { 10, 50 } };
    struct srv_list l = list_of(records, 3);
    struct dice d = { .n = 0 };

    srv_order(&l, throw, &d);
    CHECK(is_order(&l, "bca") && d.thrown == 0);
}

TEST("among equals each is drawn by its share")
{
    const uint16_t records[][2] = { { 0, 10 }, { 0, 0 }, { 0, 30 } };
    const struct { uint32_t numbers[2]; const char *order; } draws[] = {
        { { 0, 0 }, "bac" }, { { 1, 0 }, "abc" }, { { 10, 0 }, "abc" }, { { 11, 0 }, "cba" }, { { 40, 10 }, "cab" } };

    for (size_t i = 0; i < sizeof draws / sizeof *draws; i++) {
        struct srv_list l = list_of(records, 3);
        struct dice d = { .numbers = draws[i].numbers, .n = 2 };
        srv_order(&l, throw, &d);
        if (!CHECK(is_order(&l, draws[i].order) && d.most[0] == 40))
            test_note("draw %zu: %c%c%c", i, l.at[0].target[0], l.at[1].target[0], l.at[2].target[0]);
    }
}
