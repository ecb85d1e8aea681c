/* line.c -- see line.h. */
#include "line.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void line_must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "bench-limit: %s failed\n", what);
    exit(EXIT_FAILURE);
}

SSL_CTX *line_context(const char *ca_file)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    line_must(ctx && SSL_CTX_load_verify_file(ctx, ca_file) == 1, "reading the roots");
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
    return ctx;
}

static int reach(const char *host, const char *port)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
    int on = 1;

    line_must(getaddrinfo(host, port, &hints, &found) == 0, "finding the host");
    int fd = socket(found->ai_family, SOCK_STREAM, 0);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    line_must(connect(fd, found->ai_addr, found->ai_addrlen) == 0, "connecting");
    freeaddrinfo(found);
    return fd;
}

void line_open(struct line *l, SSL_CTX *ctx, const char *host, const char *port)
{
    static const char hello[] = "EHLO [127.0.0.1]\r\n";
    int fd = reach(host, port);

    l->len = 0;
    l->ssl = SSL_new(ctx);
    line_must(l->ssl && SSL_set_fd(l->ssl, fd) && SSL_set_tlsext_host_name(l->ssl, host) && SSL_set1_host(l->ssl, host) &&
              SSL_connect(l->ssl) == 1, "TLS");
    line_hear(l, 1);
    line_say(l, hello, sizeof hello - 1);
    line_hear(l, 1);
}

void line_say(struct line *l, const char *bytes, size_t n)
{
    size_t written = 0;

    line_must(n == 0 || (SSL_write_ex(l->ssl, bytes, n, &written) == 1 && written == n), "sending");
}

/* How many of them end in what lies there, at most `most`; the rest is moved to the beginning. */
static size_t take(struct line *l, size_t most)
{
    size_t at = 0, n = 0;
    char *lf;

    while (n < most && (lf = memchr(l->heard + at, '\n', l->len - at))) {
        char *line = l->heard + at;
        line_must(*line == '2' || *line == '3', line);
        n += line[3] == ' ';
        at = (size_t)(lf + 1 - l->heard);
    }
    memmove(l->heard, l->heard + at, l->len - at);
    l->len -= at;
    return n;
}

void line_hear(struct line *l, size_t replies)
{
    size_t got = 0;

    while ((replies -= take(l, replies))) {
        line_must(SSL_read_ex(l->ssl, l->heard + l->len, sizeof l->heard - l->len, &got) == 1, "waiting for a reply");
        l->len += got;
    }
}

void line_quit(struct line *l)
{
    line_say(l, "QUIT\r\n", 6);
    SSL_shutdown(l->ssl);
    close(SSL_get_fd(l->ssl));
    SSL_free(l->ssl);
}

double line_now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
