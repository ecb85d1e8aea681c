/* server.c -- the least that a server can do: TLS, a mail counted and forgotten, replies when nothing more lies here.
 *
 *     bench-limit-server CERTIFICATE KEY
 *
 * Prints six ports.  Of the first three, which are TLS from the first byte, the first offers PIPELINING and CHUNKING, the second PIPELINING, the third
 * neither; the others offer the same after STARTTLS, for those who know no other way in, and hand out no tickets.  A thread for each connection.
 * At a connection's end it prints one line: the mails it took and their bytes.  Shares no code with wax.  Promise: nothing is taken before TLS, a mail is
 * counted when its end was read and its envelope stood before it; what it does not understand is answered with 500; it ends when its stdin does. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEARD_MAX = 1 << 18, SAID_MAX = 1 << 16, STACK = HEARD_MAX + SAID_MAX + (1 << 18), OFFERS = 3 };

static const char *const offers[OFFERS] = {
    "250-judge.test\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n250 SIZE\r\n",
    "250-judge.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE\r\n",
    "250-judge.test\r\n250-8BITMIME\r\n250 SIZE\r\n",
};

struct listener {
    SSL_CTX    *ctx;
    int         fd, is_clear;
    const char *offer;
};

struct session {
    SSL        *ssl;
    const char *offer;
    char       *heard, *said;
    size_t      start, end, n_said;
    int         has_sender, has_recipient, is_over;
    size_t      n_chunked;       /* of the mail whose chunks are coming */
    long        mails, bytes;
};

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "bench-limit-server: %s failed\n", what);
    exit(EXIT_FAILURE);
}

static void flush(struct session *s)
{
    if (s->n_said && SSL_write(s->ssl, s->said, (int)s->n_said) <= 0)
        s->is_over = 1;
    s->n_said = 0;
}

static void reply(struct session *s, const char *text)
{
    size_t n = strlen(text);

    if (s->n_said + n > SAID_MAX)
        flush(s);
    memcpy(s->said + s->n_said, text, n);
    s->n_said += n;
}

/* More bytes; first all that is to be answered is answered. */
static int fill(struct session *s)
{
    flush(s);
    if (s->start) {
        memmove(s->heard, s->heard + s->start, s->end - s->start);
        s->end -= s->start;
        s->start = 0;
    }
    int n = s->is_over || s->end == HEARD_MAX ? 0 : SSL_read(s->ssl, s->heard + s->end, (int)(HEARD_MAX - s->end));
    s->is_over |= n <= 0;
    s->end += n > 0 ? (size_t)n : 0;
    return !s->is_over;
}

static void skip(struct session *s, size_t n)
{
    while (n > s->end - s->start) {
        n -= s->end - s->start;
        s->start = s->end = 0;
        if (!fill(s))
            return;
    }
    s->start += n;
}

static void count(struct session *s, size_t bytes)
{
    s->bytes += (long)bytes;
    reply(s, s->has_sender && s->has_recipient ? "250 taken\r\n" : "503 no envelope\r\n");
    s->mails += s->has_sender && s->has_recipient;
    s->has_sender = s->has_recipient = 0;
}

static void take_chunk(struct session *s, const char *line)
{
    size_t n = strtoul(line + 5, NULL, 10);
    int is_last = strstr(line, "LAST") != NULL;

    skip(s, n);
    s->n_chunked += n;
    if (is_last)
        count(s, s->n_chunked), s->n_chunked = 0;
    else
        reply(s, "250 go on\r\n");
}

/* Reads to the dot that stands alone.  The line before it has ended, for DATA's own did. */
static void take_data(struct session *s)
{
    size_t taken = 0;
    char *dot;

    reply(s, "354 go on\r\n");
    if (s->start == s->end && !fill(s))
        return;
    while (memcmp(s->heard + s->start, ".\r\n", s->end - s->start < 3 ? s->end - s->start : 3) != 0 || s->end - s->start < 3) {
        if ((dot = memmem(s->heard + s->start, s->end - s->start, "\r\n.\r\n", 5))) {
            taken += (size_t)(dot + 2 - (s->heard + s->start));
            s->start = (size_t)(dot + 2 - s->heard);
            break;
        }
        size_t keep = s->end - s->start < 4 ? s->end - s->start : 4;
        taken += s->end - s->start - keep;
        s->start = s->end - keep;
        if (!fill(s))
            return;
    }
    s->start += 3;
    count(s, taken);
}

static void answer(struct session *s, const char *line)
{
    if (!strncasecmp(line, "MAIL", 4))
        s->has_sender = 1, reply(s, "250 ok\r\n");
    else if (!strncasecmp(line, "RCPT", 4))
        s->has_recipient = 1, reply(s, "250 ok\r\n");
    else if (!strncasecmp(line, "BDAT", 4))
        take_chunk(s, line);
    else if (!strncasecmp(line, "DATA", 4))
        take_data(s);
    else if (!strncasecmp(line, "RSET", 4))
        s->has_sender = s->has_recipient = 0, s->n_chunked = 0, reply(s, "250 ok\r\n");
    else if (!strncasecmp(line, "EHLO", 4))
        reply(s, s->offer);
    else if (!strncasecmp(line, "QUIT", 4))
        reply(s, "221 bye\r\n"), flush(s), s->is_over = 1;
    else
        reply(s, "500 what?\r\n");
}

static void talk(struct session *s)
{
    while (!s->is_over) {
        char *line = s->heard + s->start, *lf = memchr(line, '\n', s->end - s->start);
        if (!lf) {
            fill(s);
            continue;
        }
        *lf = 0;
        s->start += (size_t)(lf + 1 - line);
        answer(s, line);
    }
}

static int say_clear(int fd, const char *text)
{
    return send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text);
}

/* What it heard is one line and ends there: nothing that was said in the clear is there after it. */
static int hear_clear(int fd, const char *verb)
{
    char line[512];
    ssize_t n = recv(fd, line, sizeof line, 0);

    return n > 2 && memchr(line, '\n', (size_t)n) == line + n - 1 && !strncasecmp(line, verb, 4);
}

static int start_tls(int fd)
{
    return say_clear(fd, "220 judge.test\r\n") && hear_clear(fd, "EHLO") && say_clear(fd, "250-judge.test\r\n250 STARTTLS\r\n") &&
           hear_clear(fd, "STAR") && say_clear(fd, "220 go on\r\n");
}

struct visit { SSL *ssl; const struct listener *listener; };

static void *serve(void *visit)
{
    struct visit v = *(struct visit *)visit;
    char heard[HEARD_MAX], said[SAID_MAX];
    struct session s = { .ssl = v.ssl, .offer = v.listener->offer, .heard = heard, .said = said };

    free(visit);
    if (!v.listener->is_clear)
        reply(&s, "220 judge.test\r\n");
    if ((!v.listener->is_clear || start_tls(SSL_get_fd(s.ssl))) && SSL_accept(s.ssl) == 1)
        talk(&s);
    printf("%ld %ld\n", s.mails, s.bytes);
    fflush(stdout);
    close(SSL_get_fd(s.ssl));
    SSL_free(s.ssl);
    return NULL;
}

static void *listen_on(void *listener)
{
    struct listener *l = listener;
    pthread_attr_t attributes;
    int fd, on = 1;

    must(pthread_attr_init(&attributes) == 0 && pthread_attr_setstacksize(&attributes, STACK) == 0, "preparing threads");
    while ((fd = accept(l->fd, NULL, NULL)) >= 0) {
        struct visit *v = malloc(sizeof *v);
        pthread_t thread;
        must(v != NULL, "memory");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        *v = (struct visit){ SSL_new(l->ctx), l };
        must(v->ssl && SSL_set_fd(v->ssl, fd) && (!l->is_clear || SSL_set_num_tickets(v->ssl, 0)), "taking a connection");
        must(pthread_create(&thread, &attributes, serve, v) == 0, "taking a connection");
        pthread_detach(thread);
    }
    return NULL;
}

static int open_port(SSL_CTX *ctx, const char *offer, int is_clear)
{
    struct listener *l = malloc(sizeof *l);
    struct sockaddr_in any = { .sin_family = AF_INET };
    socklen_t len = sizeof any;
    pthread_t thread;

    must(l != NULL, "memory");
    *l = (struct listener){ ctx, socket(AF_INET, SOCK_STREAM, 0), is_clear, offer };
    must(bind(l->fd, (struct sockaddr *)&any, sizeof any) == 0 && listen(l->fd, 4096) == 0, "listening");
    must(getsockname(l->fd, (struct sockaddr *)&any, &len) == 0, "listening");
    must(pthread_create(&thread, NULL, listen_on, l) == 0, "listening");
    return ntohs(any.sin_port);
}

int main(int argc, char **argv)
{
    char rest[64];

    must(argc == 3, "usage: bench-limit-server CERTIFICATE KEY: that");
    signal(SIGPIPE, SIG_IGN);
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    must(ctx && SSL_CTX_use_certificate_chain_file(ctx, argv[1]) == 1 && SSL_CTX_use_PrivateKey_file(ctx, argv[2], SSL_FILETYPE_PEM) == 1,
         "reading the certificate and its key");
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);        /* ten thousand connections may lie here */
    for (size_t i = 0; i < 2 * OFFERS; i++)
        printf("%d%c", open_port(ctx, offers[i % OFFERS], i >= OFFERS), i + 1 < 2 * OFFERS ? ' ' : '\n');
    fflush(stdout);
    while (read(STDIN_FILENO, rest, sizeof rest) > 0)
        ;
    _exit(EXIT_SUCCESS);            /* not exit(): thousands of threads may still be using what OpenSSL would free there */
}
