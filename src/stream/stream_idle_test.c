/* stream_idle_test.c -- what a stream keeps through which nothing goes: thousands of them may lie in one process. */
#include "alloc_count.h"
#include "pair.h"
#include "test.h"

#include <string.h>

static void shake_hands(struct pair *p, const wax_tls *client, const wax_tls *server)
{
    pair_begin(p);
    CHECK(pair_upgrade(p, client, server, "mail.example.org") == WAX_OK);
    CHECK(pair_says(p, p->server, p->client, "220 ready\r\n") && pair_says(p, p->client, p->server, "EHLO me\r\n"));
}

static void go_through(struct pair *p, wax_stream *from, wax_stream *to, size_t much)
{
    static char text[20000];
    size_t came = 0, len = 1;

    for (size_t n = 0; n < much; n += sizeof text)
        CHECK(wax_stream_write(from, text, sizeof text) == WAX_OK);
    for (; len; came += len) {
        pair_settle(p);
        wax_stream_data(to, &len);
        wax_stream_take(to, len);
    }
    CHECK(came >= much);
}

TEST("an idle stream holds itself and its TLS, after the handshake and after all that went through it")
{
    struct paper paper;
    struct pair first = { .step = 0 }, p = { .step = 0 };

    CHECK(pair_paper(&paper, NULL));
    wax_tls *client = wax_tls_new(), *server = wax_tls_new_server(paper.chain, paper.key);
    wax_tls_ca_file(client, paper.ca);
    shake_hands(&first, client, server);        /* what is made at the first use of a demand is there */
    long before = alloc_count();
    shake_hands(&p, client, server);
    CHECK(alloc_count() - before == 2 * 2);     /* two streams */
    go_through(&p, p.client, p.server, 200000);
    go_through(&p, p.server, p.client, 200000);
    if (!CHECK(alloc_count() - before == 2 * 2))
        test_note("%ld allocations of ours", alloc_count() - before);
    pair_end(&p);
    pair_end(&first);
    wax_tls_free(client);
    wax_tls_free(server);
    pair_paper_end(&paper);
}
