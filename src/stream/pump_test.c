#include "pair.h"
#include "pump.h"
#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A stream on one end of a socket pair; the test holds the other. */
struct scene {
    wax_stream *stream;
    int         ours, theirs;
};

static struct scene begin(void)
{
    int fds[2] = { -1, -1 };

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    fcntl(fds[1], F_SETFL, O_NONBLOCK);
    return (struct scene){ wax_stream_new(), fds[0], fds[1] };
}

static void end(struct scene *sc)
{
    wax_stream_free(sc->stream);
    close(sc->ours);
    if (sc->theirs >= 0)
        close(sc->theirs);
}

static void hang_up(struct scene *sc)
{
    close(sc->theirs);
    sc->theirs = -1;
}

TEST("the pump says whether something moved, and what to wait for")
{
    struct scene sc = begin();
    unsigned events = 0;
    char got[32];

    CHECK(wax_stream_pump(sc.stream, sc.ours, &events) == WAX_AGAIN && events == POLLIN);
    CHECK(wax_stream_write(sc.stream, "EHLO me\r\n", 9) == WAX_OK);
    CHECK(wax_stream_pump(sc.stream, sc.ours, &events) == WAX_OK && events == POLLIN);
    CHECK(test_same_bytes(got, (size_t)read(sc.theirs, got, sizeof got), "EHLO me\r\n", 9));
    CHECK(wax_stream_pump(sc.stream, sc.ours, &events) == WAX_AGAIN && events == POLLIN);
    end(&sc);
}

TEST("a socket that takes no more is waited for, and nothing is lost")
{
    static char flight[1000000], got[65536];
    struct scene sc = begin();
    unsigned events = 0;
    size_t total = 0;

    CHECK(wax_stream_write(sc.stream, flight, sizeof flight) == WAX_OK);
    CHECK(wax_stream_pump(sc.stream, sc.ours, &events) == WAX_OK && events == (POLLIN | POLLOUT));
    for (int turns = 0; total < sizeof flight && turns < 10000; turns++) {
        ssize_t n = read(sc.theirs, got, sizeof got);
        total += n > 0 ? (size_t)n : 0;
        CHECK(wax_stream_pump(sc.stream, sc.ours, &events) <= WAX_AGAIN);
    }
    CHECK(total == sizeof flight && events == POLLIN && wax_stream_sent(sc.stream) == total);
    end(&sc);
}

TEST("a full stream does not ask for more")
{
    static char flood[100000];
    struct scene sc = begin();
    unsigned events = 0;

    CHECK(write(sc.theirs, flood, sizeof flood) > 65536);
    CHECK(wax_stream_pump(sc.stream, sc.ours, &events) == WAX_OK && events == 0);
    CHECK(wax_stream_is_full(sc.stream));
    wax_stream_take(sc.stream, 1);
    CHECK(wax_stream_pump(sc.stream, sc.ours, &events) == WAX_OK);
    end(&sc);
}

TEST("what the peer said before it hung up is heard, though our words could not be sent")
{
    struct scene sc = begin();
    unsigned events = 0;
    size_t len;

    CHECK(write(sc.theirs, "421 closing\r\n", 13) == 13);
    hang_up(&sc);
    CHECK(wax_stream_write(sc.stream, "EHLO me\r\n", 9) == WAX_OK);
    CHECK(wax_stream_pump(sc.stream, sc.ours, &events) == WAX_OK);     /* and no SIGPIPE */
    wax_stream_data(sc.stream, &len);
    CHECK(len == 13);
    while (wax_stream_pump(sc.stream, sc.ours, &events) == WAX_OK)
        ;
    CHECK(wax_stream_error(sc.stream)->status == WAX_E_IO && strstr(wax_stream_error(sc.stream)->text, "Broken pipe"));
    CHECK(events == 0);
    end(&sc);
}

TEST("who speaks alone asks for no answer, and listens where nothing can be said any more")
{
    struct scene sc = begin();
    unsigned events = 0;
    size_t len;

    CHECK(write(sc.theirs, "421 closing\r\n", 13) == 13);
    CHECK(wax__stream_speak(sc.stream, sc.ours, &events) == WAX_AGAIN && events == POLLIN);
    CHECK(wax_stream_write(sc.stream, "EHLO me\r\n", 9) == WAX_OK);
    CHECK(wax__stream_speak(sc.stream, sc.ours, &events) == WAX_OK && events == POLLIN);
    wax_stream_data(sc.stream, &len);
    CHECK(len == 0);
    hang_up(&sc);
    CHECK(wax_stream_write(sc.stream, "EHLO me\r\n", 9) == WAX_OK);
    CHECK(wax__stream_speak(sc.stream, sc.ours, &events) == WAX_OK);
    wax_stream_data(sc.stream, &len);
    CHECK(len == 13);
    end(&sc);
}

TEST("a peer that hangs up in the clear has ended in order")
{
    struct scene sc = begin();
    unsigned events = 7;

    hang_up(&sc);
    CHECK(wax_stream_pump(sc.stream, sc.ours, &events) == WAX_OK && events == 0);
    CHECK(wax_stream_has_ended(sc.stream));
    CHECK(wax_stream_pump(sc.stream, sc.ours, &events) == WAX_AGAIN && events == 0);
    end(&sc);
}

TEST("a socket that is none is an error with the system's reason")
{
    struct scene sc = begin();
    unsigned events = 7;
    int fds[2];

    CHECK(pipe(fds) == 0);
    CHECK(wax_stream_pump(sc.stream, fds[0], &events) == WAX_E_IO && events == 0);
    CHECK(strstr(wax_stream_error(sc.stream)->text, "the connection broke: ") != NULL);
    close(fds[0]);
    close(fds[1]);
    end(&sc);
}

/* One end as a loop would pump it: never again after an error. */
static bool pump(wax_stream *s, int fd)
{
    unsigned events;

    return !wax_stream_error(s)->status && wax_stream_pump(s, fd, &events) == WAX_OK;
}

/* Two streams, one conversation, each end pumped in turn until nothing moves. */
static void turn(struct scene *sc, wax_stream *peer)
{
    for (bool moved = true; moved; ) {
        moved = pump(sc->stream, sc->ours);
        moved |= pump(peer, sc->theirs);
    }
}

TEST("over a socket, our Finished and the first words leave in one send")
{
    struct paper paper;
    struct scene sc = begin();
    wax_stream *peer = wax_stream_new();
    unsigned events;
    char wire[4096];

    CHECK(pair_paper(&paper, NULL));
    wax_tls *client = wax_tls_new(), *server = wax_tls_new_server(paper.chain, paper.key);
    wax_tls_ca_file(client, paper.ca);
    wax_stream_upgrade(sc.stream, client, "mail.example.org");
    wax_stream_upgrade(peer, server, NULL);
    wax_stream_pump(sc.stream, sc.ours, &events);
    wax_stream_pump(peer, sc.theirs, &events);
    wax_stream_pump(peer, sc.theirs, &events);
    CHECK(wax_stream_pump(sc.stream, sc.ours, &events) == WAX_OK && wax_stream_epoch(sc.stream) == 1);
    CHECK(recv(sc.theirs, wire, sizeof wire, MSG_PEEK) < 0);            /* our Finished has waited */
    CHECK(wax_stream_write(sc.stream, "EHLO me\r\n", 9) == WAX_OK);
    wax_stream_pump(sc.stream, sc.ours, &events);
    turn(&sc, peer);
    size_t len;
    CHECK(test_same_bytes(wax_stream_data(peer, &len), 9, "EHLO me\r\n", 9) && len == 9);
    wax_stream_free(peer);
    wax_tls_free(client);
    wax_tls_free(server);
    pair_paper_end(&paper);
    end(&sc);
}

TEST("a peer whose certificate is refused is told so by an alert")
{
    struct paper paper, other;
    struct scene sc = begin();
    wax_stream *peer = wax_stream_new();

    CHECK(pair_paper(&paper, NULL) && pair_paper(&other, NULL));
    wax_tls *client = wax_tls_new(), *server = wax_tls_new_server(paper.chain, paper.key);
    wax_tls_ca_file(client, other.ca);
    wax_stream_upgrade(sc.stream, client, "mail.example.org");
    wax_stream_upgrade(peer, server, NULL);
    turn(&sc, peer);
    CHECK(wax_stream_error(sc.stream)->status == WAX_E_UNTRUSTED);
    CHECK(wax_stream_error(peer)->status == WAX_E_TLS && strstr(wax_stream_error(peer)->text, "it does not trust our certificate"));
    wax_stream_free(peer);
    wax_tls_free(client);
    wax_tls_free(server);
    pair_paper_end(&paper);
    pair_paper_end(&other);
    end(&sc);
}
