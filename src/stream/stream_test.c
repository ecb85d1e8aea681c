#define _GNU_SOURCE         /* memmem */
#include "limit.h"
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

static struct pair secure_pair(void)
{
    struct pair p = { 0 };

    pair_begin(&p);
    CHECK(pair_upgrade(&p, client, server, "mail.example.org") == WAX_OK);
    return p;
}

/* -- the seam --------------------------------------------------------------------------------------------- */

/* The room that is lent to a peer who now says n bytes, all of which are read. */
static size_t lent_to(wax_stream *s, size_t n)
{
    size_t room;
    uint8_t *to = wax_stream_wire_in(s, &room);

    if (!CHECK(to && n <= room))
        return 0;
    memset(to, 'x', n);
    CHECK(wax_stream_wire_in_done(s, n) == WAX_OK);
    wax_stream_take(s, n);
    return room;
}

TEST("a peer that says a line at a time is lent little room, one that fills it more, and less again when it says less")
{
    wax_stream *s = wax_stream_new();
    size_t little = lent_to(s, 10);

    CHECK(little >= 512 && little <= 4096);
    CHECK(lent_to(s, little) == little);
    CHECK(lent_to(s, 10) > 8 * little);
    CHECK(lent_to(s, 10) == little);
    wax_stream_free(s);
}

TEST("bytes that lie unread at the upgrade kill the stream, and can't be read afterwards")
{
    struct pair p = { 0 };
    size_t len;

    pair_begin(&p);
    pair_feed(p.client, "220 go ahead\r\n250 injected by somebody\r\n", 39);
    wax_stream_take(p.client, 14);
    CHECK(wax_stream_upgrade(p.client, client, "mail.example.org") == WAX_E_INJECTION);
    CHECK(is_error(p.client, WAX_E_INJECTION, "the server sent 25 bytes between its 220 and our ClientHello: someone may be injecting replies"));
    wax_stream_data(p.client, &len);
    CHECK(len == 0 && wax_stream_epoch(p.client) == 0);
    CHECK(wax_stream_upgrade(p.client, client, "mail.example.org") == WAX_E_INJECTION);
    CHECK(wax_stream_write(p.client, "x", 1) == WAX_E_INJECTION);
    pair_end(&p);
}

TEST("nor does a server take what its client pushed in front of the handshake")
{
    struct pair p = { 0 };
    size_t len;

    pair_begin(&p);
    pair_feed(p.server, "STARTTLS\r\nMAIL FROM:<me@example.org>\r\n", 39);
    wax_stream_take(p.server, 10);
    CHECK(wax_stream_upgrade(p.server, server, NULL) == WAX_E_INJECTION);
    CHECK(is_error(p.server, WAX_E_INJECTION, "the client sent 29 bytes"));
    wax_stream_data(p.server, &len);
    CHECK(len == 0);
    pair_end(&p);
}

TEST("what comes in the clear after the upgrade began is no data, but a broken handshake")
{
    struct pair p = { 0 };
    size_t len;

    pair_begin(&p);
    pair_feed(p.client, "220 go ahead\r\n", 14);
    wax_stream_take(p.client, 14);
    CHECK(wax_stream_upgrade(p.client, client, "mail.example.org") == WAX_AGAIN);
    pair_feed(p.client, "250-injected\r\n250 STARTTLS\r\n", 28);
    CHECK(is_error(p.client, WAX_E_TLS, "went on in the clear after it had agreed to TLS: expected a handshake, got \"250-injected\""));
    wax_stream_data(p.client, &len);
    CHECK(len == 0 && wax_stream_epoch(p.client) == 0);
    pair_end(&p);
}

TEST("a stray byte before the server's first record breaks the handshake")
{
    struct pair p = { 0 };

    pair_begin(&p);
    wax_stream_upgrade(p.server, server, NULL);
    wax_stream_upgrade(p.client, client, "mail.example.org");
    pair_carry(&p, p.client, p.server);
    pair_feed(p.client, "\n", 1);
    pair_settle(&p);
    CHECK(wax_stream_error(p.client)->status == WAX_E_TLS && wax_stream_epoch(p.client) == 0);
    pair_end(&p);
}

TEST("a server that greets in the clear where TLS was expected is told apart")
{
    struct pair p = { 0 };

    pair_begin(&p);
    CHECK(wax_stream_upgrade(p.client, client, "mail.example.org") == WAX_AGAIN);
    pair_feed(p.client, "220 mail.example.org ESMTP\r\n", 28);
    CHECK(is_error(p.client, WAX_E_TLS, "greets in the clear (\"220 mail.example.org ESMTP\"): this port upgrades by STARTTLS; use submission://"));
    pair_end(&p);
}

TEST("a server that is no mail server is quoted")
{
    struct pair p = { 0 };

    pair_begin(&p);
    CHECK(wax_stream_upgrade(p.client, client, "mail.example.org") == WAX_AGAIN);
    pair_feed(p.client, "SSH-2.0-OpenSSH\r\n", 17);
    CHECK(is_error(p.client, WAX_E_TLS, "sent \"SSH-2.0-OpenSSH\": is this the right port?"));
    pair_end(&p);
}

TEST("a client that talks on in the clear fails on the server's side too")
{
    struct pair p = { 0 };

    pair_begin(&p);
    CHECK(wax_stream_upgrade(p.server, server, NULL) == WAX_AGAIN);
    pair_feed(p.server, "EHLO me\r\n", 9);
    CHECK(is_error(p.server, WAX_E_TLS, "the client sent \"EHLO me\""));
    pair_end(&p);
}

TEST("an upgrade asked for twice is one upgrade")
{
    struct pair p = secure_pair();

    CHECK(wax_stream_upgrade(p.client, client, "other.example") == WAX_OK);
    CHECK(test_same(wax_stream_info(p.client)->name, "mail.example.org"));
    pair_end(&p);
}

TEST("without verification the channel is secure, and not verified")
{
    wax_tls *any = wax_tls_new();
    struct pair p = { 0 };

    wax_tls_insecure_no_verify(any);
    pair_begin(&p);
    CHECK(pair_upgrade(&p, any, server, "who.ever.example") == WAX_OK);
    CHECK(wax_stream_epoch(p.client) == 1 && !wax_stream_info(p.client)->verified && test_same(wax_stream_info(p.client)->name, ""));
    CHECK(test_same(wax_stream_info(p.client)->verified_by, "not verified"));
    pair_end(&p);
    pair_begin(&p);
    CHECK(pair_upgrade(&p, any, server, NULL) == WAX_OK);
    pair_end(&p);
    wax_tls_free(any);
}

TEST("name, name to ask for and host are three inputs")
{
    wax_tls *named = wax_tls_new();
    struct pair p = { 0 };

    wax_tls_ca_file(named, paper.ca);
    wax_tls_name(named, "mail.example.org");
    wax_tls_sni(named, "front.example");
    pair_begin(&p);
    CHECK(pair_upgrade(&p, named, server, "192.0.2.1") == WAX_OK);
    CHECK(test_same(wax_stream_info(p.client)->name, "mail.example.org"));
    pair_end(&p);
    wax_tls_sni(named, "192.0.2.1");
    pair_begin(&p);
    CHECK(pair_upgrade(&p, named, server, "192.0.2.1") == WAX_E_USAGE);
    CHECK(is_error(p.client, WAX_E_USAGE, "only a name can be asked for"));
    pair_end(&p);
    wax_tls_free(named);
}

TEST("the ClientHello names a host that is a name, and no address")
{
    struct pair p = { 0 };
    size_t len;

    pair_begin(&p);
    wax_stream_upgrade(p.client, client, "mail.example.org");
    const uint8_t *hello = wax_stream_wire_out(p.client, &len);
    CHECK(len && memmem(hello, len, "mail.example.org", 16));
    pair_end(&p);
    pair_begin(&p);
    wax_stream_upgrade(p.client, client, "192.0.2.1");
    hello = wax_stream_wire_out(p.client, &len);
    CHECK(len && !memmem(hello, len, "192.0.2.1", 9));
    pair_end(&p);
}

TEST("files that can't be used are named, with the reason")
{
    static const struct { const char *ca, *chain, *part; } cases[] = {
        { "/nonexistent/ca.pem", NULL, "the CA file \"/nonexistent/ca.pem\" can't be read: No such file or directory" },
        { "/dev/null", NULL, "the CA file \"/dev/null\" can't be used: expected PEM" },
        { NULL, "/nonexistent/chain.pem", "the certificate chain \"/nonexistent/chain.pem\" can't be read" },
        { NULL, "/dev/null", "the certificate chain \"/dev/null\" can't be used" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wax_tls *tls = cases[i].chain ? wax_tls_new_server(cases[i].chain, paper.key) : wax_tls_new();
        wax_stream *s = wax_stream_new();
        if (cases[i].ca)
            wax_tls_ca_file(tls, cases[i].ca);
        CHECK(wax_stream_upgrade(s, tls, cases[i].chain ? NULL : "mail.example.org") == WAX_E_USAGE);
        CHECK(is_error(s, WAX_E_USAGE, cases[i].part));
        wax_stream_free(s);
        wax_tls_free(tls);
    }
}

TEST("a key that is not the certificate's, and an upgrade without a host, are refused")
{
    struct paper other;
    struct pair p = { 0 };

    CHECK(pair_paper(&other, NULL));
    wax_tls *mixed = wax_tls_new_server(paper.chain, other.key);
    pair_begin(&p);
    CHECK(wax_stream_upgrade(p.server, mixed, NULL) == WAX_E_USAGE);
    CHECK(is_error(p.server, WAX_E_USAGE, "the private key"));
    CHECK(wax_stream_upgrade(p.client, client, NULL) == WAX_E_USAGE);
    CHECK(is_error(p.client, WAX_E_USAGE, "needs the name of the host"));
    pair_end(&p);
    wax_tls_free(mixed);
    pair_paper_end(&other);
}

TEST("a stream outlives the wax_tls it was upgraded with")
{
    wax_tls *mortal = wax_tls_new();
    struct pair p = { 0 };

    wax_tls_ca_file(mortal, paper.ca);
    pair_begin(&p);
    wax_stream_upgrade(p.client, mortal, "mail.example.org");
    wax_tls_free(mortal);
    CHECK(pair_upgrade(&p, client, server, "mail.example.org") == WAX_OK);
    CHECK(pair_says(&p, p.client, p.server, "still here"));
    pair_end(&p);
}

/* -- flights ---------------------------------------------------------------------------------------------- */

TEST("the first words inside TLS wait in the same buffer as our Finished")
{
    struct pair p = { 0 };
    size_t finished, both;

    pair_begin(&p);
    wax_stream_upgrade(p.server, server, NULL);
    wax_stream_upgrade(p.client, client, "mail.example.org");
    pair_carry(&p, p.client, p.server);
    pair_carry(&p, p.server, p.client);
    CHECK(wax_stream_epoch(p.client) == 1);
    wax_stream_wire_out(p.client, &finished);
    CHECK(finished > 0 && wax_stream_write(p.client, "EHLO me\r\n", 9) == WAX_OK);
    wax_stream_wire_out(p.client, &both);
    CHECK(both > finished);
    pair_carry(&p, p.client, p.server);
    wax_stream_data(p.server, &both);
    CHECK(both == 9);
    pair_end(&p);
}

TEST("what rides with the peer's last flight is readable at once")
{
    struct pair p = { 0 };
    size_t len;

    pair_begin(&p);
    wax_stream_upgrade(p.server, server, NULL);
    wax_stream_upgrade(p.client, client, "mail.example.org");
    pair_carry(&p, p.client, p.server);
    pair_carry(&p, p.server, p.client);
    CHECK(wax_stream_write(p.client, "EHLO me\r\n", 9) == WAX_OK);
    pair_carry(&p, p.client, p.server);
    CHECK(test_same_bytes(wax_stream_data(p.server, &len), 9, "EHLO me\r\n", 9) && len == 9 && wax_stream_epoch(p.server) == 1);
    pair_end(&p);
}

TEST("nothing can be written while the handshake runs")
{
    struct pair p = { 0 };
    size_t before, after;

    pair_begin(&p);
    wax_stream_upgrade(p.client, client, "mail.example.org");
    wax_stream_wire_out(p.client, &before);
    CHECK(wax_stream_write(p.client, "secret", 6) == WAX_AGAIN);
    wax_stream_wire_out(p.client, &after);
    CHECK(before == after);
    pair_end(&p);
}

TEST("nothing that was written inside TLS is on the wire as it was")
{
    struct pair p = secure_pair();
    size_t len;

    CHECK(wax_stream_write(p.client, "a secret in plain words", 23) == WAX_OK);
    const uint8_t *out = wax_stream_wire_out(p.client, &len);
    CHECK(len > 23 && !memmem(out, len, "secret", 6));
    pair_end(&p);
}

/* -- endings ---------------------------------------------------------------------------------------------- */

TEST("a goodbye inside TLS is an end in order, once all was taken")
{
    struct pair p = secure_pair();

    CHECK(wax_stream_write(p.server, "221 bye\r\n", 9) == WAX_OK);
    wax_stream_close(p.server);
    wax_stream_close(p.server);
    pair_settle(&p);
    CHECK(!wax_stream_has_ended(p.client));
    wax_stream_take(p.client, 9);
    CHECK(wax_stream_has_ended(p.client));
    pair_cut(p.client);
    CHECK(wax_stream_has_ended(p.client) && is_error(p.client, WAX_OK, ""));
    CHECK(wax_stream_write(p.server, "x", 1) == WAX_E_USAGE);
    pair_end(&p);
}

TEST("in the clear the end of the wire is an end in order, and there is no upgrade after it")
{
    struct pair p = { 0 };

    pair_begin(&p);
    pair_feed(p.client, "221 bye\r\n", 9);
    pair_cut(p.client);
    CHECK(!wax_stream_has_ended(p.client));
    wax_stream_take(p.client, 9);
    CHECK(wax_stream_has_ended(p.client));
    CHECK(wax_stream_upgrade(p.client, client, "mail.example.org") == WAX_E_EOF);
    pair_end(&p);
}

/* A whole conversation from server to client, cut after `at` bytes: false when it is not that long. */
static bool cut_at(size_t at)
{
    struct pair p = { .step = 1 };
    size_t came = 0, len;

    pair_begin(&p);
    wax_stream_upgrade(p.server, server, NULL);
    wax_stream_upgrade(p.client, client, "mail.example.org");
    for (bool said = false; came < at; ) {
        while (pair_carry(&p, p.client, p.server))
            ;
        if (wax_stream_epoch(p.server) && !said)
            said = wax_stream_write(p.server, "250 OK\r\n", 8) == WAX_OK;
        size_t n = pair_carry(&p, p.server, p.client);
        came += n;
        if (n == 0)
            break;
    }
    pair_cut(p.client);
    wax_stream_data(p.client, &len);
    CHECK(!wax_stream_has_ended(p.client) && (len == 0 || len == 8));
    CHECK(wax_stream_error(p.client)->status == WAX_E_EOF);
    CHECK(strstr(wax_stream_error(p.client)->text, wax_stream_epoch(p.client) ? "truncated" : "during the TLS handshake") != NULL);
    pair_end(&p);
    return came == at;
}

TEST("a conversation cut after any byte is never a clean end")
{
    size_t at = 0;

    while (cut_at(at))
        at++;
    CHECK(at > 500);
}

TEST("what was decrypted before the line was cut can still be read")
{
    struct pair p = secure_pair();
    size_t len;

    CHECK(wax_stream_write(p.server, "554 go away\r\n", 13) == WAX_OK);
    pair_settle(&p);
    pair_cut(p.client);
    CHECK(is_error(p.client, WAX_E_EOF, "truncated") && wax_stream_epoch(p.client) == 1);
    wax_stream_data(p.client, &len);
    CHECK(len == 13);
    pair_end(&p);
}

TEST("a record that was changed on the way kills the stream, and gives no data")
{
    struct pair p = secure_pair();
    uint8_t wire[256];
    size_t len;

    CHECK(wax_stream_write(p.server, "250 OK\r\n", 8) == WAX_OK);
    const uint8_t *out = wax_stream_wire_out(p.server, &len);
    CHECK(len <= sizeof wire);
    memcpy(wire, out, len);
    wire[len - 1] ^= 1;
    pair_feed(p.client, wire, len);
    CHECK(is_error(p.client, WAX_E_TLS, "changed on the way"));
    wax_stream_data(p.client, &len);
    CHECK(len == 0);
    pair_end(&p);
}

/* -- flow ------------------------------------------------------------------------------------------------- */

TEST("a wire that is behind says AGAIN and takes nothing; then it goes on")
{
    static char flight[65536];
    struct pair p = secure_pair();
    size_t before, after;
    int taken = 0;

    memset(flight, 'x', sizeof flight);
    while (wax_stream_write(p.client, flight, sizeof flight) == WAX_OK)
        taken++;
    CHECK(taken == 4 || taken == 5);
    wax_stream_wire_out(p.client, &before);
    CHECK(wax_stream_write(p.client, flight, 1) == WAX_AGAIN);
    wax_stream_wire_out(p.client, &after);
    CHECK(before == after);
    wax_stream_wire_out_done(p.client, before);
    CHECK(wax_stream_write(p.client, flight, 1) == WAX_OK);
    pair_end(&p);
}

/* Everything that the client writes arrives at a server that takes a little at a time. */
static void whole_flow(size_t take, size_t total)
{
    static char piece[50000];
    struct pair p = secure_pair();
    size_t written = 0, taken = 0, len;

    for (size_t i = 0; i < sizeof piece; i++)
        piece[i] = (char)(i % 251);
    while (taken < total) {
        if (written < total && wax_stream_write(p.client, piece, sizeof piece) == WAX_OK)
            written += sizeof piece;
        pair_settle(&p);
        const uint8_t *data = wax_stream_data(p.server, &len);
        CHECK(len <= 65536 && len > 0);
        if (len > take)
            len = take;
        size_t same = 0;
        while (same < len && data[same] == (taken + same) % sizeof piece % 251)
            same++;
        CHECK(same == len);
        wax_stream_take(p.server, len);
        taken += len;
    }
    CHECK(taken == written);
    pair_end(&p);
}

TEST("a reader that is slow keeps the wire waiting, not the memory growing")
{
    whole_flow(7001, 2000000);
    whole_flow(65536, 2000000);
}

TEST("a full stream asks for nothing more until something is taken")
{
    static char flight[200000];
    struct pair p = secure_pair();
    size_t room;

    CHECK(wax_stream_write(p.client, flight, sizeof flight) == WAX_OK);
    pair_settle(&p);
    CHECK(wax_stream_is_full(p.server));
    wax_stream_wire_in(p.server, &room);
    CHECK(room == 0);
    wax_stream_take(p.server, 1000);
    wax_stream_wire_in(p.server, &room);
    CHECK(is_error(p.server, WAX_OK, ""));
    pair_end(&p);

    pair_begin(&p);
    CHECK(wax_stream_write(p.client, flight, sizeof flight) == WAX_OK);
    pair_settle(&p);
    CHECK(wax_stream_is_full(p.server));
    wax_stream_wire_in(p.server, &room);
    CHECK(room == 0);
    pair_end(&p);
}

TEST("what OpenSSL keeps of a record is read when there is room, though nothing more comes")
{
    static char flight[LIMIT_STREAM_PLAIN + 100];
    struct pair p = secure_pair();
    size_t len, total = 0;

    CHECK(wax_stream_write(p.client, flight, 100) == WAX_OK && wax_stream_write(p.client, flight, sizeof flight - 100) == WAX_OK);
    pair_settle(&p);
    for (wax_stream_data(p.server, &len); len; wax_stream_data(p.server, &len)) {
        wax_stream_take(p.server, len);
        total += len;
    }
    CHECK(total == sizeof flight);
    pair_end(&p);
}

TEST("more bytes than there was room for are the program's mistake")
{
    struct pair p = secure_pair();
    size_t room;

    wax_stream_wire_in(p.client, &room);
    CHECK(wax_stream_wire_in_done(p.client, room + 1) == WAX_E_USAGE);
    pair_end(&p);
}

TEST("sent counts what may have reached the peer, across the seam and record by record")
{
    static char flight[40000];
    struct pair p = { 0 };
    size_t len;

    pair_begin(&p);
    CHECK(wax_stream_write(p.client, "STARTTLS\r\n", 10) == WAX_OK && wax_stream_sent(p.client) == 0);
    pair_carry(&p, p.client, p.server);
    CHECK(wax_stream_sent(p.client) == 10);
    wax_stream_take(p.server, 10);
    CHECK(pair_upgrade(&p, client, server, "mail.example.org") == WAX_OK && wax_stream_sent(p.client) == 10);
    CHECK(wax_stream_write(p.client, flight, sizeof flight) == WAX_OK);
    wax_stream_wire_out(p.client, &len);
    wax_stream_wire_out_done(p.client, 16384);      /* a header and a tag short of a record */
    CHECK(wax_stream_sent(p.client) == 10);
    wax_stream_wire_out_done(p.client, 100);
    CHECK(wax_stream_sent(p.client) == 10 + 16384);
    wax_stream_wire_out_done(p.client, len - 16384 - 100 - 1);
    CHECK(wax_stream_sent(p.client) == 10 + 2 * 16384);
    wax_stream_wire_out_done(p.client, 1);
    CHECK(wax_stream_sent(p.client) == 10 + sizeof flight);
    pair_end(&p);
}

TEST("words said in the clear just before the upgrade are counted byte by byte")
{
    struct pair p = { 0 };
    size_t len;

    pair_begin(&p);
    CHECK(wax_stream_write(p.server, "220 go\r\n", 8) == WAX_OK);
    CHECK(wax_stream_upgrade(p.server, server, NULL) == WAX_AGAIN);
    wax_stream_wire_out_done(p.server, 3);
    CHECK(wax_stream_sent(p.server) == 3);
    wax_stream_wire_out(p.server, &len);
    CHECK(len == 5);
    wax_stream_wire_out_done(p.server, 5);
    CHECK(wax_stream_sent(p.server) == 8);
    pair_end(&p);
}
