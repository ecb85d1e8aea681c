#include "connect.h"
#include "socket.h"
#include "test.h"
#include "wax_loop.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

enum { NEVER_MS = 3600 * 1000, PATIENCE_MS = 20 * 1000, CROWD = 8 };

struct scene {
    wax_loop        *loop;
    struct timer    *patience;
    struct connect  *connect;
    struct addresses addresses, from;
    int              listeners[2], crowd[CROWD];
    int              attempts, fd;
    char             won[ADDRESS_TEXT], failed[512];
    bool             is_over;
};

static void add(struct scene *s, const struct sockaddr_in *in)
{
    wax__addresses_add(&s->addresses, (const struct sockaddr *)in, sizeof *in);
}

/* A port of loopback with a listener behind it. */
static int listen_at(struct scene *s, int backlog)
{
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof in;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    CHECK(bind(fd, (struct sockaddr *)&in, sizeof in) == 0 && listen(fd, backlog) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)&in, &len) == 0);
    add(s, &in);
    return fd;
}

static void listens(struct scene *s)
{
    s->listeners[0] = listen_at(s, 16);
}

static void refuses(struct scene *s)
{
    close(listen_at(s, 1));
}

/* Its queue is full, so that the kernel answers no further call. */
static void is_silent(struct scene *s)
{
    s->listeners[1] = listen_at(s, 0);
    const struct address *a = &s->addresses.at[s->addresses.n - 1];
    for (int i = 0; i < CROWD; i++) {
        s->crowd[i] = socket(AF_INET, SOCK_STREAM, 0);
        fcntl(s->crowd[i], F_SETFL, O_NONBLOCK);
        CHECK(connect(s->crowd[i], (const struct sockaddr *)&a->sa, a->len) == 0 || errno == EINPROGRESS);
    }
}

static void begins(void *user, const struct address *address)
{
    (void)address;
    ((struct scene *)user)->attempts++;
}

static void finish(struct scene *s)
{
    s->is_over = true;
    wax__connect_free(s->connect);
    s->connect = NULL;
    wax__loop_end_work(s->loop);
}

static void connected(void *user, const struct connected *won)
{
    struct scene *s = user;

    s->fd = won->fd;
    wax__watch_free(won->watch);
    wax__address_say(s->won, won->address);
    finish(s);
}

static void failed(void *user)
{
    struct scene *s = user;

    wax__connect_explain(s->connect, s->failed, sizeof s->failed);
    finish(s);
}

static void lose_patience(void *user)
{
    struct scene *s = user;

    CHECK(s->is_over);
    finish(s);
}

static struct scene new_scene(void)
{
    struct scene s = { .listeners = { -1, -1 }, .fd = -1, .loop = wax_loop_new(NULL) };

    for (int i = 0; i < CROWD; i++)
        s.crowd[i] = -1;
    return s;
}

static void run(struct scene *s, int64_t delay_ms)
{
    s->patience = wax__timer_new(s->loop, lose_patience, s);
    wax__timer_at(s->patience, wax__loop_now(s->loop) + PATIENCE_MS);
    wax__loop_begin_work(s->loop);
    s->connect = wax__connect(s->loop, &s->addresses, &s->from, delay_ms, (struct connect_events){ begins, connected, failed, s });
    CHECK(s->connect && !s->is_over);
    wax_loop_run(s->loop);
    wax__timer_free(s->patience);
}

static void end(struct scene *s)
{
    close(s->fd);
    for (int i = 0; i < 2; i++)
        close(s->listeners[i]);
    for (int i = 0; i < CROWD; i++)
        close(s->crowd[i]);
    wax_loop_free(s->loop);
}

static bool won(const struct scene *s, size_t which)
{
    char text[ADDRESS_TEXT];

    wax__address_say(text, &s->addresses.at[which]);
    return s->fd >= 0 && test_same(s->won, text);
}

TEST("the next is tried at once when one has failed")
{
    struct scene s = new_scene();

    refuses(&s);
    listens(&s);
    run(&s, NEVER_MS);
    CHECK(won(&s, 1) && s.attempts == 2);
    end(&s);
}

TEST("one that is silent is not waited for")
{
    struct scene s = new_scene();

    is_silent(&s);
    listens(&s);
    run(&s, 5);
    CHECK(won(&s, 1) && s.attempts == 2);
    end(&s);
}

TEST("the first to answer wins, and the next is not begun")
{
    struct scene s = new_scene();

    listens(&s);
    refuses(&s);
    run(&s, NEVER_MS);
    CHECK(won(&s, 0) && s.attempts == 1);
    end(&s);
}

TEST("the socket does not wait, and no child inherits it")
{
    struct scene s = new_scene();

    listens(&s);
    run(&s, NEVER_MS);
    CHECK(fcntl(s.fd, F_GETFL) & O_NONBLOCK);
    CHECK(fcntl(s.fd, F_GETFD) & FD_CLOEXEC);
    end(&s);
}

TEST("who closes on words that nobody read ends the connection, and does not reset it")
{
    static const char unread[3000];
    struct scene s = new_scene();
    char last[64];

    listens(&s);
    run(&s, NEVER_MS);
    int theirs = accept(s.listeners[0], NULL, NULL);
    CHECK(send(theirs, unread, sizeof unread, 0) == (ssize_t)sizeof unread);
    CHECK(wax__socket_send(s.fd, "QUIT\r\n", 6) == 6);
    wax__socket_close(s.fd);
    s.fd = -1;
    CHECK(recv(theirs, last, sizeof last, 0) == 6);
    CHECK(recv(theirs, last, sizeof last, 0) == 0);
    CHECK(send(theirs, "221 bye\r\n", 9, MSG_NOSIGNAL) == 9);
    close(theirs);
    end(&s);
}

TEST("when all have failed, each is named with its reason")
{
    struct scene s = new_scene();
    char first[ADDRESS_TEXT], second[ADDRESS_TEXT];

    refuses(&s);
    refuses(&s);
    run(&s, NEVER_MS);
    wax__address_say(first, &s.addresses.at[0]);
    wax__address_say(second, &s.addresses.at[1]);
    CHECK(s.fd < 0 && strstr(s.failed, first) && strstr(s.failed, second));
    CHECK(strstr(s.failed, "refused the connection, ") != NULL);
    end(&s);
}

TEST("a local socket that is not there is told as such")
{
    struct scene s = new_scene();

    CHECK(wax__addresses_of_path(&s.addresses, "/nowhere/lmtp"));
    run(&s, NEVER_MS);
    CHECK(test_same(s.failed, "/nowhere/lmtp is not there"));
    end(&s);
}

static void call_from(struct scene *s, const char *address)
{
    CHECK(wax__addresses_of_literal(&s->from, address, 0));
}

TEST("an end of a local socket that has no name is no text")
{
    char text[ADDRESS_TEXT];
    struct address end;
    int pair[2];

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    memset(&end, 'x', sizeof end);
    CHECK(wax__socket_local(pair[0], &end));
    wax__address_print(text, &end);
    CHECK(test_same(text, ""));
    memset(&end, 'x', sizeof end);
    CHECK(wax__socket_peer(pair[0], &end));
    wax__address_print(text, &end);
    CHECK(test_same(text, ""));
    close(pair[0]);
    close(pair[1]);
}

TEST("it is called from the address that was given, for its family")
{
    struct scene s = new_scene();
    struct sockaddr_in in;
    socklen_t len = sizeof in;

    listens(&s);
    call_from(&s, "127.0.0.2");
    run(&s, NEVER_MS);
    CHECK(won(&s, 0) && getsockname(s.fd, (struct sockaddr *)&in, &len) == 0);
    CHECK(in.sin_addr.s_addr == htonl(INADDR_LOOPBACK + 1));
    end(&s);
}

TEST("an address to call from that this machine does not have is told as such")
{
    struct scene s = new_scene();

    listens(&s);
    call_from(&s, "192.0.2.1");
    run(&s, NEVER_MS);
    CHECK(s.fd < 0 && strstr(s.failed, "this machine does not have"));
    end(&s);
}

TEST("attempts that are given up call nobody")
{
    struct scene s = new_scene();

    is_silent(&s);
    listens(&s);
    wax__connect_free(wax__connect(s.loop, &s.addresses, &s.from, 0, (struct connect_events){ begins, connected, failed, &s }));
    wax_loop_turn(s.loop);
    CHECK(!s.is_over && s.attempts > 0);
    end(&s);
}
