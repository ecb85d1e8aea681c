#include "pair.h"
#include "test.h"

#include <string.h>

static struct paper paper;
static wax_tls *client, *server;

__attribute__((constructor)) static void make_paper(void)
{
    pair_paper(&paper, NULL);
    client = wax_tls_new();
    wax_tls_ca_file(client, paper.ca);
    server = wax_tls_new_server(paper.chain, paper.key);
}

__attribute__((destructor)) static void end_paper(void)
{
    wax_tls_free(client);
    wax_tls_free(server);
    pair_paper_end(&paper);
}

static bool is_error(const wax_stream *s, wax_status status, const char *part)
{
    const wax_error *e = wax_stream_error(s);
    bool good = e->status == status && strstr(e->text, part);

    if (!good)
        test_note("%s: %s", wax_status_name(e->status), e->text);
    return good;
}

static void one_conversation(size_t step)
{
    struct pair p = { .step = step };

    pair_begin(&p);
    CHECK(pair_says(&p, p.server, p.client, "220 ready\r\n"));
    CHECK(pair_says(&p, p.client, p.server, "STARTTLS\r\n"));
    CHECK(wax_stream_epoch(p.client) == 0 && !wax_stream_info(p.client));
    CHECK(pair_upgrade(&p, client, server, "mail.example.org") == WAX_OK);
    CHECK(wax_stream_epoch(p.client) == 1 && wax_stream_epoch(p.server) == 1);
    CHECK(pair_says(&p, p.client, p.server, "EHLO again\r\n"));
    CHECK(pair_says(&p, p.server, p.client, "250 welcome\r\n"));
    CHECK(is_error(p.client, WAX_OK, "") && is_error(p.server, WAX_OK, ""));
    pair_end(&p);
}

TEST("the same stream goes on after the upgrade")
{
    one_conversation(0);
}

TEST("and does when the wire gives one byte at a time")
{
    one_conversation(1);
}
