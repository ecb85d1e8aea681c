/* drive_test.c -- the core and the stream over a pair of sockets; the server's side is a stream too, moved by hand.
 *
 * On a SOCK_SEQPACKET pair one recv is one send, so that flights can be counted. */
#include "drive.h"
#include "pair.h"
#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct scene {
    int           ends[2];          /* ours, the server's */
    struct drive  drive;
    wax_stream   *server;
    wax_delivery *mail;
    size_t        body_len, body_read;
};

static wax_status read_body(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct scene *s = user;
    char *p = to;

    (void)why;
    for (*n = 0; *n < room && s->body_read < s->body_len; s->body_read++)
        p[(*n)++] = "0123456789abcdef0123456789abcd\r\n"[s->body_read % 32];
    return WAX_OK;
}

static wax_status rewind_body(void *user, wax_error *why)
{
    (void)why;
    ((struct scene *)user)->body_read = 0;
    return WAX_OK;
}

/* The body is of whole lines of 32 bytes. */
static bool begin(struct scene *s, int type, size_t body_len, wax_tls_mode mode)
{
    const int small = 4096;

    *s = (struct scene){ .body_len = body_len, .server = wax_stream_new() };
    if (!CHECK(socketpair(AF_UNIX, type, 0, s->ends) == 0))
        return false;
    fcntl(s->ends[0], F_SETFL, O_NONBLOCK);
    fcntl(s->ends[1], F_SETFL, O_NONBLOCK);
    if (type == SOCK_STREAM)
        setsockopt(s->ends[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    s->drive = (struct drive){ wax_smtp_new("mail.example.org"), wax_stream_new(), NULL, "mail.example.org" };
    s->mail = wax_delivery_new("ada@example.org");
    wax_delivery_to(s->mail, "grace@example.net");
    wax_delivery_body(s->mail, (wax_source){ read_body, rewind_body, NULL, s });
    wax_smtp_set_tls(s->drive.smtp, mode);
    wax_smtp_set_name(s->drive.smtp, "client.example.net");
    wax_smtp_deliver(s->drive.smtp, s->mail);
    wax_smtp_quit(s->drive.smtp);
    return true;
}

static void end(struct scene *s)
{
    close(s->ends[0]);
    if (s->ends[1] >= 0)
        close(s->ends[1]);
    wax_smtp_free(s->drive.smtp);
    wax_stream_free(s->drive.stream);
    wax_stream_free(s->server);
    wax_delivery_free(s->mail);
}

static unsigned turn(struct scene *s)
{
    return wax__drive_socket(&s->drive, s->ends[0]);
}

static void server_goes(struct scene *s)
{
    close(s->ends[1]);
    s->ends[1] = -1;
}

/* What the server's stream has for the wire, in one send. */
static bool flush(struct scene *s)
{
    size_t len;
    const uint8_t *bytes = wax_stream_wire_out(s->server, &len);
    bool sent = send(s->ends[1], bytes, len, 0) == (ssize_t)len;

    wax_stream_wire_out_done(s->server, len);
    return sent;
}

static bool says(struct scene *s, const char *text)
{
    bool said = wax_stream_write(s->server, text, strlen(text)) == WAX_OK && flush(s);

    turn(s);
    return said;
}

/* One recv, which is one send of the client's on a pair of packets. */
static bool receive(struct scene *s)
{
    size_t room;
    uint8_t *to = wax_stream_wire_in(s->server, &room);
    ssize_t n = to ? recv(s->ends[1], to, room, 0) : -1;

    return n > 0 && wax_stream_wire_in_done(s->server, (size_t)n) == WAX_OK;
}

static bool has_heard(struct scene *s, const char *text)
{
    size_t len;
    const uint8_t *data = wax_stream_data(s->server, &len);
    bool same = test_same_bytes(data, len, text, strlen(text));

    wax_stream_take(s->server, len);
    return same;
}

static bool hears(struct scene *s, const char *text)
{
    return receive(s) && has_heard(s, text);
}

static wax_fate fate(const struct scene *s)
{
    return wax_delivery_result(s->mail, 0)->fate;
}

/* -- flights ------------------------------------------------------------------------------------------------- */

static void play_secure(struct scene *s, const wax_tls *server_tls)
{
    turn(s);
    CHECK(says(s, "220 mail.example.org\r\n"));
    CHECK(hears(s, "EHLO client.example.net\r\n"));
    CHECK(says(s, "250-mail.example.org\r\n250 STARTTLS\r\n"));
    CHECK(hears(s, "STARTTLS\r\n"));
    CHECK(says(s, "220 2.0.0 go ahead\r\n"));
    CHECK(wax_stream_upgrade(s->server, server_tls, NULL) == WAX_AGAIN);
    CHECK(receive(s) && flush(s));          /* its ClientHello, our flight */
    turn(s);
    CHECK(wax_stream_epoch(s->drive.stream) == 1 && wax_stream_epoch(s->server) == 0);
    CHECK(hears(s, "EHLO client.example.net\r\n"));
    CHECK(wax_stream_epoch(s->server) == 1);
    CHECK(says(s, "250-mail.example.org\r\n250-PIPELINING\r\n250 CHUNKING\r\n"));
    CHECK(hears(s, "MAIL FROM:<ada@example.org>\r\nRCPT TO:<grace@example.net>\r\nBDAT 32 LAST\r\n0123456789abcdef0123456789abcd\r\nQUIT\r\n"));
    CHECK(fate(s) == WAX_NOT_TRIED && wax_smtp_step(s->drive.smtp) == WAX_HEAR);
    CHECK(says(s, "250 2.1.0 OK\r\n250 2.1.5 OK\r\n250 2.0.0 OK\r\n"));
    CHECK(fate(s) == WAX_ACCEPTED && wax_smtp_step(s->drive.smtp) == WAX_DONE);
}

TEST("a flight leaves in one send, and the first words inside TLS ride with the end of the handshake")
{
    struct paper paper;
    struct scene s;
    wax_tls *trust = wax_tls_new(), *ours;

    if (!CHECK(pair_paper(&paper, NULL)) || !begin(&s, SOCK_SEQPACKET, 32, WAX_TLS_REQUIRED))
        return;
    ours = wax_tls_new_server(paper.chain, paper.key);
    wax_tls_ca_file(trust, paper.ca);
    s.drive.tls = trust;
    play_secure(&s, ours);
    end(&s);
    wax_tls_free(trust);
    wax_tls_free(ours);
    pair_paper_end(&paper);
}

TEST("a turn listens once: what comes while it speaks is left to the socket to tell")
{
    static const char greeting[] = "220 x\r\n", hello[] = "250 x\r\n";
    struct scene s;
    char left[64];

    if (!begin(&s, SOCK_SEQPACKET, 32, WAX_TLS_INSECURE_NONE))
        return;
    CHECK(send(s.ends[1], greeting, sizeof greeting - 1, 0) > 0 && send(s.ends[1], hello, sizeof hello - 1, 0) > 0);
    CHECK(turn(&s) == POLLIN && hears(&s, "EHLO client.example.net\r\n"));
    CHECK(recv(s.ends[0], left, sizeof left, MSG_PEEK) == (ssize_t)sizeof hello - 1);
    turn(&s);
    CHECK(receive(&s));
    end(&s);
}

TEST("a certificate that proves nothing ends it, and nothing is said inside")
{
    struct paper paper;
    struct scene s;
    wax_tls *trust = wax_tls_new(), *ours;

    if (!CHECK(pair_paper(&paper, &(struct pki_wish){ .names = { "other.example.org" } })) || !begin(&s, SOCK_SEQPACKET, 32, WAX_TLS_IMPLICIT))
        return;
    ours = wax_tls_new_server(paper.chain, paper.key);
    wax_tls_ca_file(trust, paper.ca);
    s.drive.tls = trust;
    CHECK(wax_stream_upgrade(s.server, ours, NULL) == WAX_AGAIN);
    turn(&s);
    CHECK(receive(&s) && flush(&s));
    turn(&s);
    CHECK(wax_smtp_step(s.drive.smtp) == WAX_FAILED && wax_smtp_error(s.drive.smtp)->status == WAX_E_UNTRUSTED);
    CHECK(!receive(&s) && has_heard(&s, ""));
    CHECK(fate(&s) == WAX_NOT_TRIED);
    end(&s);
    wax_tls_free(trust);
    wax_tls_free(ours);
    pair_paper_end(&paper);
}

/* -- what became of it when the connection goes -------------------------------------------------------------- */

static bool begin_data(struct scene *s, size_t body_len)
{
    return begin(s, SOCK_STREAM, body_len, WAX_TLS_INSECURE_NONE) && CHECK(says(s, "220 x\r\n")) && CHECK(says(s, "250 x\r\n")) &&
           CHECK(says(s, "250 ok\r\n")) && CHECK(says(s, "250 ok\r\n")) && CHECK(says(s, "354 go ahead\r\n"));
}

TEST("an end that was given to the stream and not to the wire was not sent")
{
    struct scene s;

    if (!begin_data(&s, 32 * 2000))
        return;
    CHECK(s.body_read == s.body_len && wax_smtp_step(s.drive.smtp) == WAX_HEAR);   /* the core has said it all */
    server_goes(&s);
    turn(&s);
    CHECK(wax_smtp_step(s.drive.smtp) == WAX_FAILED);
    CHECK(fate(&s) == WAX_NOT_TRIED);
    end(&s);
}

TEST("the same when the server closes its side in order")
{
    struct scene s;

    if (!begin_data(&s, 32 * 2000))
        return;
    CHECK(shutdown(s.ends[1], SHUT_WR) == 0);
    turn(&s);
    CHECK(wax_smtp_step(s.drive.smtp) == WAX_FAILED && wax_smtp_error(s.drive.smtp)->status == WAX_E_EOF);
    CHECK(fate(&s) == WAX_NOT_TRIED);
    end(&s);
}

TEST("an end that was sent, and not answered, is uncertain")
{
    struct scene s;

    if (!begin_data(&s, 32))
        return;
    server_goes(&s);
    turn(&s);
    CHECK(fate(&s) == WAX_UNCERTAIN && wax_delivery_status(s.mail) == WAX_E_UNCERTAIN);
    end(&s);
}

TEST("a server that closes in the middle of a line has closed")
{
    struct scene s;

    if (!begin(&s, SOCK_STREAM, 32, WAX_TLS_REQUIRED))
        return;
    CHECK(says(&s, "220 mail.exa"));
    CHECK(wax_smtp_step(s.drive.smtp) == WAX_HEAR);
    server_goes(&s);
    turn(&s);
    CHECK(turn(&s) == 0);
    CHECK(wax_smtp_step(s.drive.smtp) == WAX_FAILED && wax_smtp_error(s.drive.smtp)->status == WAX_E_EOF);
    CHECK(strstr(wax_smtp_error(s.drive.smtp)->text, "smtps://") != NULL);
    end(&s);
}

TEST("reading never waits for writing")
{
    struct scene s;

    if (!begin_data(&s, 32 * 65536))
        return;
    CHECK(s.body_read < s.body_len && wax_smtp_step(s.drive.smtp) == WAX_SEND);    /* the wire is behind */
    CHECK(says(&s, "421 4.3.2 closing down\r\n"));
    CHECK(wax_smtp_step(s.drive.smtp) == WAX_FAILED && wax_delivery_error(s.mail)->smtp == 421);
    end(&s);
}

TEST("while the wire is behind it waits for both ways, and goes on when there is room")
{
    struct scene s;
    static char sink[65536];
    unsigned events;

    if (!begin_data(&s, 32 * 65536))
        return;
    while ((events = turn(&s)) == (POLLIN | POLLOUT))
        while (recv(s.ends[1], sink, sizeof sink, 0) > 0)
            ;
    CHECK(events == POLLIN && s.body_read == s.body_len && wax_smtp_step(s.drive.smtp) == WAX_HEAR);
    CHECK(says(&s, "250 ok\r\n") && fate(&s) == WAX_ACCEPTED);
    end(&s);
}
