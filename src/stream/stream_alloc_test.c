#include "alloc_fail.h"
#include "pair.h"
#include "pump.h"
#include "test.h"

#include <openssl/err.h>
#include <string.h>

static struct paper paper;

/* OpenSSL's memory first of all, before anything of it has run. */
__attribute__((constructor)) static void make_paper(void)
{
    if (alloc_fail_openssl())
        pair_paper(&paper, NULL);
}

__attribute__((destructor)) static void end_paper(void)
{
    pair_paper_end(&paper);
}

static bool died_of_it(const wax_stream *s)
{
    return !s || wax_stream_error(s)->status;
}

/* One conversation; true if it went well to its end.  It may also fail, but then it says so, and nothing is believed that was not
 * proven. */
static bool converse(const wax_tls *client, const wax_tls *server)
{
    struct pair p = { .client = wax_stream_new(), .server = wax_stream_new() };
    bool good = p.client && p.server && pair_says(&p, p.server, p.client, "220 go\r\n") &&
                pair_upgrade(&p, client, server, "mail.example.org") == WAX_OK && pair_says(&p, p.client, p.server, "EHLO me\r\n") &&
                pair_says(&p, p.server, p.client, "250 OK\r\n");

    if (p.client && wax_stream_epoch(p.client))
        CHECK(wax_stream_info(p.client)->verified && test_same(wax_stream_info(p.client)->name, "mail.example.org"));
    if (good) {
        wax_stream_close(p.server);
        pair_settle(&p);
        good = wax_stream_has_ended(p.client);
    }
    CHECK(good || died_of_it(p.client) || died_of_it(p.server) || !wax_stream_has_ended(p.client));
    pair_end(&p);
    return good;
}

struct parties {
    wax_tls *client, *server;
};

static struct parties parties_begin(void)
{
    struct parties both = { wax_tls_new(), wax_tls_new_server(paper.chain, paper.key) };

    wax_tls_ca_file(both.client, paper.ca);
    CHECK(converse(both.client, both.server));      /* OpenSSL has fetched what it keeps */
    return both;
}

static void parties_end(struct parties *both)
{
    wax_tls_free(both->client);
    wax_tls_free(both->server);
}

/* Fails the n-th allocation for every stride-th n, until none is left to fail.  How many times that was. */
static long fail_each(long stride, bool (*once)(const struct parties *), const struct parties *both, long *lived)
{
    long n = 0, times = 0;

    *lived = 0;
    for (bool failed = true; failed; n += stride, times++) {
        alloc_fail_after(n);
        *lived += once(both);
        failed = alloc_fail_stop();
    }
    return times;
}

static bool converse_with(const struct parties *both)
{
    return converse(both->client, both->server);
}

TEST("each allocation of ours may fail in a conversation, and then it fails")
{
    struct parties both = parties_begin();
    long lived;

    alloc_fail_only_ours(true);
    long times = fail_each(1, converse_with, &both, &lived);
    alloc_fail_only_ours(false);
    test_note("%ld allocations", times - 1);
    CHECK(times > 15 && lived == 1);
    CHECK(converse(both.client, both.server));
    parties_end(&both);
}

TEST("and so may OpenSSL's")
{
    struct parties both = parties_begin();
    long lived, times = fail_each(3, converse_with, &both, &lived);

    test_note("%ld conversations, %ld went well without the allocation", times, lived);
    CHECK(times > 100 && lived < times);
    CHECK(converse(both.client, both.server));
    parties_end(&both);
}

/* Whoever hears that nothing was sent sends it again. */
static bool writes_much(const struct parties *both)
{
    static const char text[40000];
    struct pair p = { .client = wax_stream_new(), .server = wax_stream_new() };
    size_t came = 0;

    bool good = p.client && p.server && pair_upgrade(&p, both->client, both->server, "mail.example.org") == WAX_OK
                && wax_stream_write(p.client, text, sizeof text) == WAX_OK;
    for (size_t len = 1; p.client && p.server && len; came += len) {
        pair_settle(&p);
        wax_stream_data(p.server, &len);
        wax_stream_take(p.server, len);
    }
    CHECK(!p.client || came <= wax_stream_sent(p.client));
    pair_end(&p);
    return good;
}

TEST("what reaches the peer is counted as sent, whatever memory there is for counting it")
{
    struct parties both = parties_begin();
    long lived;

    alloc_fail_only_ours(true);
    CHECK(fail_each(1, writes_much, &both, &lived) > 10 && lived > 0);
    alloc_fail_only_ours(false);
    parties_end(&both);
}

static bool meet(const struct parties *both, const char *host)
{
    struct pair p = { .client = wax_stream_new(), .server = wax_stream_new() };
    bool believed = p.client && p.server && pair_upgrade(&p, both->client, both->server, host) == WAX_OK;

    CHECK(!believed && (!p.client || (wax_stream_epoch(p.client) == 0 && !wax_stream_info(p.client))));
    pair_end(&p);
    return believed;
}

static bool meet_stranger(const struct parties *both)
{
    return meet(both, "other.example");
}

TEST("want of memory makes nobody believe a wrong name")
{
    struct parties both = parties_begin();
    long lived;

    CHECK(fail_each(1, meet_stranger, &both, &lived) > 300);
    CHECK(lived == 0);
    parties_end(&both);
}

static bool meet_host(const struct parties *both)
{
    return meet(both, "mail.example.org");
}

static void never_believed(const struct pki_wish *wish)
{
    struct paper bad;
    struct parties both = { .client = wax_tls_new() };
    long lived;

    CHECK(pair_paper(&bad, wish));
    both.server = wax_tls_new_server(bad.chain, bad.key);
    wax_tls_ca_file(both.client, bad.ca);
    CHECK(!meet_host(&both));
    CHECK(fail_each(7, meet_host, &both, &lived) > 50);
    CHECK(lived == 0);
    parties_end(&both);
    pair_paper_end(&bad);
}

TEST("or a certificate for another purpose, out of its time, or vouched for by nobody")
{
    never_believed(&(struct pki_wish){ .names = { "mail.example.org" }, .purpose = "clientAuth" });
    never_believed(&(struct pki_wish){ .names = { "mail.example.org" }, .from_s = -7200, .until_s = -3600 });
    never_believed(&(struct pki_wish){ .names = { "mail.example.org" }, .is_self_signed = true });
}

/* From nothing: the objects, their files, the first use. */
static bool begin(const struct parties *unused)
{
    wax_tls *client = wax_tls_new(), *server = wax_tls_new_server(paper.chain, paper.key);
    wax_stream *a = wax_stream_new(), *b = wax_stream_new();

    (void)unused;
    wax_tls_ca_file(client, paper.ca);
    wax_tls_sni(client, "mail.example.org");
    bool good = a && b && wax_stream_upgrade(a, client, "mail.example.org") == WAX_AGAIN &&
                wax_stream_upgrade(b, server, NULL) == WAX_AGAIN;
    if (a && wax_stream_error(a)->status)
        CHECK(wax_stream_epoch(a) == 0 && *wax_stream_error(a)->text);
    wax_stream_free(a);
    wax_stream_free(b);
    wax_tls_free(client);
    wax_tls_free(server);
    return good;
}

TEST("each allocation of ours may fail from the objects to their first use, and OpenSSL's here and there")
{
    long lived;

    alloc_fail_only_ours(true);
    CHECK(fail_each(1, begin, NULL, &lived) > 10 && lived == 1);
    alloc_fail_only_ours(false);
    CHECK(fail_each(29, begin, NULL, &lived) > 100);
    CHECK(begin(NULL));
}

TEST("a demand that could not be copied is never taken for none")
{
    wax_tls *tls = wax_tls_new();
    wax_stream *s = wax_stream_new();

    alloc_fail_after(0);
    wax_tls_ca_file(tls, paper.ca);
    CHECK(alloc_fail_stop());
    CHECK(wax_stream_upgrade(s, tls, "mail.example.org") == WAX_E_NOMEM);
    wax_stream_free(s);
    wax_tls_free(tls);
}

/* -- a server that demands a client's certificate ------------------------------------------------------------ */

static struct parties parties_with(const struct paper *shown_by_client, const char *ca_of_clients)
{
    struct parties both = { wax_tls_new(), wax_tls_new_server(paper.chain, paper.key) };

    wax_tls_ca_file(both.client, paper.ca);
    wax_tls_client_certificate(both.client, shown_by_client ? shown_by_client->chain : NULL, shown_by_client ? shown_by_client->key : NULL);
    wax_tls_ca_file(both.server, ca_of_clients);
    return both;
}

static bool lets_in(const struct parties *both)
{
    struct pair p = { .client = wax_stream_new(), .server = wax_stream_new() };

    if (p.client && p.server)
        pair_upgrade(&p, both->client, both->server, "mail.example.org");
    bool is_in = p.server && wax_stream_epoch(p.server) == 1;
    CHECK(!is_in || test_same(wax_stream_info(p.server)->subject, "ada"));
    pair_end(&p);
    return is_in;
}

TEST("each allocation of ours may fail while a client is asked for its certificate, and it is known or not let in")
{
    struct paper ada;
    long lived;

    CHECK(pair_paper(&ada, &(struct pki_wish){ .common_name = "ada", .purpose = "clientAuth" }));
    struct parties both = parties_with(&ada, ada.ca);
    CHECK(lets_in(&both));
    alloc_fail_only_ours(true);
    CHECK(fail_each(1, lets_in, &both, &lived) > 10 && lived > 0);
    alloc_fail_only_ours(false);
    CHECK(lets_in(&both));
    parties_end(&both);
    pair_paper_end(&ada);
}

TEST("want of memory lets no client in that shows nothing, or another authority's certificate")
{
    struct paper ada;

    CHECK(pair_paper(&ada, &(struct pki_wish){ .common_name = "ada", .purpose = "clientAuth" }));
    for (int i = 0; i < 2; i++) {
        struct parties both = parties_with(i ? &ada : NULL, paper.ca);
        long lived;
        CHECK(!lets_in(&both));
        CHECK(fail_each(7, lets_in, &both, &lived) > 50);
        CHECK(lived == 0);
        parties_end(&both);
    }
    pair_paper_end(&ada);
}

/* What is said goes out, what is heard is taken; true where that took memory. */
static bool takes_memory(wax_stream *s)
{
    size_t room, len;

    alloc_fail_after(0);
    bool good = wax_stream_write(s, "NOOP\r\n", 6) == WAX_OK;
    wax_stream_wire_out(s, &len);
    wax_stream_wire_out_done(s, len);
    uint8_t *to = wax_stream_wire_in(s, &room);
    if (to)
        memcpy(to, "sesame", 6);
    good = good && to && !wax_stream_wire_in_done(s, 6);
    wax_stream_take(s, 6);
    return alloc_fail_stop() || !good;
}

static void exchange(wax_stream *s)
{
    size_t room;

    CHECK(wax_stream_write(s, "NOOP\r\n", 6) == WAX_OK);
    wax_stream_wire_out_done(s, 6);
    memcpy(wax_stream_wire_in(s, &room), "sesame", 6);
    CHECK(!wax_stream_wire_in_done(s, 6));
    wax_stream_take(s, 6);
}

TEST("a stream that keeps its room takes no more memory, until it is told to give it back")
{
    wax_stream *keeps = wax_stream_new(), *gives = wax_stream_new();
    size_t room;

    wax__stream_keep_room(keeps, true);
    exchange(keeps);
    CHECK(!takes_memory(keeps));
    CHECK(memcmp(wax_stream_wire_in(keeps, &room), "\0\0\0\0\0\0", 6) == 0);     /* what was heard is nobody's any more */
    exchange(gives);
    CHECK(takes_memory(gives));
    wax__stream_keep_room(keeps, false);
    CHECK(takes_memory(keeps));
    wax_stream_free(keeps);
    wax_stream_free(gives);
}
