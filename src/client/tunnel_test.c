#include "test.h"
#include "tunnel.h"
#include "wax_loop.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LONG_MS = 60 * 1000 };

/* A pair of sockets: what the proxy says is there before it is asked, and it never hears. */
struct scene {
    wax_loop         *loop;
    struct tunnel    *tunnel;
    struct proxy_wish wish;
    struct secret     none;
    int               ours, proxys;
    bool              is_over;
    wax_error         why;
};

static void done(void *user, const wax_error *why)
{
    struct scene *s = user;

    s->is_over = true;
    s->why = *why;
    wax__tunnel_free(s->tunnel);
    s->tunnel = NULL;
    wax__loop_end_work(s->loop);
}

static void begin(struct scene *s, const char *answer, size_t len, int64_t patience_ms)
{
    int pair[2];

    *s = (struct scene){ .loop = wax_loop_new(NULL) };
    s->wish = (struct proxy_wish){ PROXY_SOCKS5, "proxy.example.org port 1080", NULL, &s->none, "mail.example.org", 587 };
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    s->ours = pair[0];
    s->proxys = pair[1];
    fcntl(s->ours, F_SETFL, O_NONBLOCK);
    CHECK(write(s->proxys, answer, len) == (ssize_t)len);
    s->tunnel = wax__tunnel(s->loop, s->ours, &s->wish, patience_ms, done, s);
    CHECK(s->tunnel && !s->is_over);
}

static void run(struct scene *s)
{
    wax__loop_begin_work(s->loop);
    wax_loop_run(s->loop);
}

static void end(struct scene *s)
{
    wax__tunnel_free(s->tunnel);
    close(s->ours);
    close(s->proxys);
    wax_loop_free(s->loop);
}

#define BYTES(text) text, sizeof(text) - 1

TEST("what lies behind the proxy's answer stays in the socket, for the server's conversation")
{
    struct scene s;
    char rest[32];

    begin(&s, BYTES("\5\0" "\5\0\0\1\0\0\0\0\0\0" "220 hello\r\n"), LONG_MS);
    run(&s);
    CHECK(s.is_over && !s.why.status);
    CHECK(read(s.ours, rest, sizeof rest) == 11 && memcmp(rest, "220 hello\r\n", 11) == 0);
    end(&s);
}

TEST("a proxy that says nothing is waited for as long as was said, and no longer")
{
    struct scene s;

    begin(&s, BYTES("\5"), 5);
    run(&s);
    CHECK(s.is_over && s.why.status == WAX_E_TIMEOUT && test_same(s.why.stage, "proxy"));
    CHECK(test_same(s.why.text, "the proxy proxy.example.org port 1080 did not lead to mail.example.org within 0.005 s"));
    end(&s);
}

TEST("a proxy that closes is told as such")
{
    struct scene s;

    begin(&s, BYTES("\5\0\5\0"), LONG_MS);
    shutdown(s.proxys, SHUT_WR);
    run(&s);
    CHECK(s.is_over && s.why.status == WAX_E_EOF && strstr(s.why.text, "closed the connection"));
    end(&s);
}

TEST("what is given up calls nobody, and the socket stays open")
{
    struct scene s;

    begin(&s, BYTES("\5\0"), 0);
    wax__tunnel_free(s.tunnel);
    s.tunnel = NULL;
    wax_loop_turn(s.loop);
    CHECK(!s.is_over && fcntl(s.ours, F_GETFL) >= 0);
    end(&s);
}
