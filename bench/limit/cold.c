/* cold.c -- the limit: the least that a process can do to send one mail with OpenSSL over STARTTLS.
 *
 *     bench-limit-cold bdat|data CA-FILE|system HOST PORT USER PASSWORD FROM TO MAIL [MORE]
 *
 * With MORE it sends the mail so many times more, each on a connection of its own, offers the last session where the server gave a ticket, and prints the
 * CPU milliseconds that each of those took.
 * Knows one conversation by heart: it asks the server nothing, parses no reply beyond finding its end, and would be a
 * bad mail program. That is its use: wax is measured against it. What it does do is done as well as it can be: the
 * server's certificate and name are verified (against CA-FILE, or the system's hashed folder), one flight leaves in one
 * write, and TCP_NODELAY is on. MAIL is a file with CRLF line ends and no line that begins with a dot.
 * Promise: exit status 0 only if every reply was a 2xx or 3xx; any failure ends the process with a sentence. */
#include "cpu.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FLIGHT_MAX 65536

struct peer {
    int  fd;
    SSL *ssl; /* NULL in the clear */
};

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "limit: %s failed\n", what);
    ERR_print_errors_fp(stderr);
    exit(EXIT_FAILURE);
}

static void say_bytes(struct peer *p, const char *bytes, size_t len)
{
    ssize_t n = p->ssl ? SSL_write(p->ssl, bytes, (int)len) : send(p->fd, bytes, len, MSG_NOSIGNAL);
    must(n == (ssize_t)len, "sending");
}

static void say(struct peer *p, const char *line)
{
    say_bytes(p, line, strlen(line));
}

/* How many replies have ended in these bytes. Each is to be a success: "2yz " or "3yz " begins its last line. */
static int replies_in(const char *text)
{
    int n = 0;
    for (const char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        must(*line == '2' || *line == '3', line);
        n += end - line > 3 && line[3] == ' ';
    }
    return n;
}

static void hear(struct peer *p, int replies)
{
    char text[8192] = "";
    size_t len = 0;
    while (replies_in(text) < replies) {
        size_t room = sizeof text - 1 - len;
        ssize_t n = p->ssl ? SSL_read(p->ssl, text + len, (int)room) : recv(p->fd, text + len, room, 0);
        must(n > 0, "waiting for a reply");
        len += (size_t)n;
        text[len] = 0;
    }
}

static int tcp_connect(const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    must(getaddrinfo(host, port, &hints, &found) == 0, "finding the host");
    int fd = socket(found->ai_family, SOCK_STREAM, 0), on = 1;
    must(fd >= 0, "making a socket");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    must(connect(fd, found->ai_addr, found->ai_addrlen) == 0, "connecting");
    freeaddrinfo(found);
    return fd;
}

static SSL_CTX *trusting(const char *ca)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    must(ctx != NULL, "making a TLS context");
    must(ca ? SSL_CTX_load_verify_file(ctx, ca) : SSL_CTX_set_default_verify_dir(ctx), "reading the trusted roots");
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    return ctx;
}

/* The last connection's, where it can be resumed. */
static SSL_SESSION *kept;

static void keep_session(SSL *ssl)
{
    SSL_SESSION_free(kept);
    kept = SSL_get1_session(ssl);
    if (kept && SSL_SESSION_is_resumable(kept))
        return;
    SSL_SESSION_free(kept);
    kept = NULL;
}

static void secure(struct peer *p, SSL_CTX *ctx, const char *host)
{
    SSL *ssl = SSL_new(ctx);
    must(ssl && SSL_set_fd(ssl, p->fd) && SSL_set_tlsext_host_name(ssl, host) && SSL_set1_host(ssl, host),
         "preparing TLS");
    must(!kept || SSL_set_session(ssl, kept), "offering a session");
    must(SSL_connect(ssl) == 1, "the TLS handshake");
    p->ssl = ssl;
}

static void log_in(struct peer *p, const char *user, const char *password)
{
    unsigned char plain[256], encoded[512];
    int len = snprintf((char *)plain, sizeof plain, "%c%s%c%s", 0, user, 0, password);
    must(len < (int)sizeof plain, "fitting the login into its buffer");
    EVP_EncodeBlock(encoded, plain, len);
    char line[600];
    snprintf(line, sizeof line, "AUTH PLAIN %s\r\n", encoded);
    say(p, line);
    hear(p, 1);
}

static size_t read_mail(const char *path, char *mail, size_t room)
{
    FILE *f = fopen(path, "rb");
    must(f != NULL, "opening the mail");
    size_t len = fread(mail, 1, room, f);
    must(len < room, "fitting the mail into one flight");
    fclose(f);
    return len;
}

/* One flight: MAIL, RCPT, BDAT with the body, QUIT. Nobody waits for the answer to QUIT. */
static void send_chunk(struct peer *p, const char *from, const char *to, const char *mail, size_t len)
{
    static char flight[2 * FLIGHT_MAX];
    int n = snprintf(flight, FLIGHT_MAX, "MAIL FROM:<%s> SIZE=%zu\r\nRCPT TO:<%s>\r\nBDAT %zu LAST\r\n", from, len, to,
                     len);
    memcpy(flight + n, mail, len);
    memcpy(flight + n + len, "QUIT\r\n", 6);
    say_bytes(p, flight, (size_t)n + len + 6);
    hear(p, 3);
}

/* Two flights: the body waits for the 354. */
static void send_data(struct peer *p, const char *from, const char *to, const char *mail, size_t len)
{
    static char flight[1024], body[2 * FLIGHT_MAX];
    snprintf(flight, sizeof flight, "MAIL FROM:<%s> SIZE=%zu\r\nRCPT TO:<%s>\r\nDATA\r\n", from, len, to);
    say(p, flight);
    hear(p, 3);
    memcpy(body, mail, len);
    memcpy(body + len, ".\r\nQUIT\r\n", 9);
    say_bytes(p, body, len + 9);
    hear(p, 1);
}

static char mail[FLIGHT_MAX];
static size_t mail_len;

/* argv is main's. */
static void send_mail(SSL_CTX *ctx, char **argv)
{
    const char *host = argv[3];
    struct peer peer = {.fd = tcp_connect(host, argv[4])};

    hear(&peer, 1);
    say(&peer, "EHLO [127.0.0.1]\r\n");
    hear(&peer, 1);
    say(&peer, "STARTTLS\r\n");
    hear(&peer, 1);
    secure(&peer, ctx, host);
    say(&peer, "EHLO [127.0.0.1]\r\n"); /* no wait in between: it is on the wire with our Finished */
    hear(&peer, 1);
    log_in(&peer, argv[5], argv[6]);
    (strcmp(argv[1], "data") ? send_chunk : send_data)(&peer, argv[7], argv[8], mail, mail_len);

    SSL_shutdown(peer.ssl);
    keep_session(peer.ssl);
    SSL_free(peer.ssl);
    close(peer.fd);
}

static void send_more(SSL_CTX *ctx, char **argv, long times)
{
    double began = cpu_ms();

    for (long i = 0; i < times; i++)
        send_mail(ctx, argv);
    printf("%.3f\n", (cpu_ms() - began) / (double)times);
}

int main(int argc, char **argv)
{
    if (argc != 10 && argc != 11) {
        fprintf(stderr, "usage: bench-limit-cold bdat|data CA-FILE|system HOST PORT USER PASSWORD FROM TO MAIL [MORE]\n");
        return EXIT_FAILURE;
    }
    mail_len = read_mail(argv[9], mail, FLIGHT_MAX);
    SSL_CTX *ctx = trusting(strcmp(argv[2], "system") ? argv[2] : NULL);

    send_mail(ctx, argv);
    if (argc == 11)
        send_more(ctx, argv, atol(argv[10]));
    SSL_SESSION_free(kept);
    SSL_CTX_free(ctx);
    return EXIT_SUCCESS;
}
