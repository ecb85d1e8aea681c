/* bulk.c -- the limit: many mails over one connection, said by a loop that believes everything.
 *
 *     bench-limit-bulk bdat|data|lockstep CA-FILE HOST PORT MAILS BYTES
 *
 * TLS from the first byte, certificate and name verified.  With bdat, 64 whole messages are in flight; with data, the end of one shares a
 * flight with the envelope of the next; with lockstep, one command waits for its reply.  It counts replies, and ends with a sentence if one
 * is no success.  Prints the mails a second, from the first MAIL to the last reply. */
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { WINDOW = 64, FLIGHT_MAX = 1 << 20 };

static SSL *ssl;
static char flight[FLIGHT_MAX], body[FLIGHT_MAX / 8], envelope[512];
static size_t n_flight, n_body;

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "bench-limit-bulk: %s failed\n", what);
    exit(EXIT_FAILURE);
}

static void put(const char *bytes, size_t n)
{
    must(n_flight + n <= FLIGHT_MAX, "fitting a flight");
    memcpy(flight + n_flight, bytes, n);
    n_flight += n;
}

static void puts_line(const char *text)
{
    put(text, strlen(text));
}

static void go(void)
{
    for (size_t at = 0; at < n_flight; ) {
        int n = SSL_write(ssl, flight + at, (int)(n_flight - at));
        must(n > 0, "sending");
        at += (size_t)n;
    }
    n_flight = 0;
}

/* Waits for so many replies of one line. */
static void hear(int replies)
{
    static char text[1 << 16];
    static size_t len;

    while (replies) {
        char *lf;
        size_t at = 0;
        while (replies && (lf = memchr(text + at, '\n', len - at))) {
            char *line = text + at;
            must(*line == '2' || *line == '3', line);
            replies -= line[3] == ' ';
            at = (size_t)(lf + 1 - text);
        }
        memmove(text, text + at, len - at);
        len -= at;
        if (!replies)
            return;
        int n = SSL_read(ssl, text + len, (int)(sizeof text - len));
        must(n > 0, "waiting for a reply");
        len += (size_t)n;
    }
}

static void send_bdat(long mails)
{
    char verb[64];
    long said = 0, heard = 0;

    snprintf(verb, sizeof verb, "BDAT %zu LAST\r\n", n_body);
    while (heard < mails) {
        long n = mails - said < WINDOW / 2 ? mails - said : WINDOW / 2;
        for (long i = 0; i < n; i++) {
            puts_line(envelope);
            puts_line(verb);
            put(body, n_body);
        }
        go();
        said += n;
        long answered = said - heard > WINDOW / 2 || said == mails ? (said == mails ? said - heard : WINDOW / 2) : 0;
        hear((int)(3 * answered));
        heard += answered;
    }
}

static void send_data(long mails)
{
    for (long i = 0; i < mails; i++) {
        puts_line(envelope);
        puts_line("DATA\r\n");
        go();
        hear(i ? 4 : 3);
        put(body, n_body);
        puts_line(".\r\n");
    }
    go();
    hear(1);
}

static void send_lockstep(long mails)
{
    const char *rcpt = strchr(envelope, '\n') + 1;

    for (long i = 0; i < mails; i++) {
        put(envelope, (size_t)(rcpt - envelope)), go(), hear(1);
        puts_line(rcpt), go(), hear(1);
        puts_line("DATA\r\n"), go(), hear(1);
        put(body, n_body), puts_line(".\r\n"), go(), hear(1);
    }
}

static void begin(const char *ca, const char *host, const char *port)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    int on = 1;

    must(getaddrinfo(host, port, &hints, &found) == 0, "finding the host");
    int fd = socket(found->ai_family, SOCK_STREAM, 0);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    must(connect(fd, found->ai_addr, found->ai_addrlen) == 0, "connecting");
    must(ctx && SSL_CTX_load_verify_file(ctx, ca) == 1, "reading the roots");
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    ssl = SSL_new(ctx);
    must(ssl && SSL_set_fd(ssl, fd) && SSL_set_tlsext_host_name(ssl, host) && SSL_set1_host(ssl, host) && SSL_connect(ssl) == 1, "TLS");
    hear(1);
    puts_line("EHLO [127.0.0.1]\r\n"), go(), hear(1);
}

static void write_body(size_t bytes)
{
    n_body = (size_t)snprintf(body, sizeof body, "From: <ada@example.org>\r\nTo: <grace@example.net>\r\nSubject: bulk\r\n\r\n");
    must(bytes + 80 < sizeof body, "fitting the mail");
    while (n_body < bytes)
        n_body += (size_t)snprintf(body + n_body, sizeof body - n_body, "%.62s\r\n",
                                   "All work and no play makes a mail that nobody has time to read.");
    snprintf(envelope, sizeof envelope, "MAIL FROM:<ada@example.org> SIZE=%zu\r\nRCPT TO:<grace@example.net>\r\n", n_body);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    must(argc == 7, "usage: bench-limit-bulk bdat|data|lockstep CA-FILE HOST PORT MAILS BYTES: that");
    long mails = atol(argv[5]);
    write_body(strtoul(argv[6], NULL, 10));
    begin(argv[2], argv[3], argv[4]);
    double began = now_s();
    (*argv[1] == 'b' ? send_bdat : *argv[1] == 'd' ? send_data : send_lockstep)(mails);
    printf("%.0f\n", (double)mails / (now_s() - began));
    puts_line("QUIT\r\n"), go();
    SSL_shutdown(ssl);
    return EXIT_SUCCESS;
}
