/* imap.c -- STARTTLS in another protocol: an IMAP connection (RFC 9051) that becomes TLS in place, with the stream alone.
 *
 *     IMAP_PASSWORD=... imap HOST PORT USER [CA-FILE]
 *
 * Hears the greeting, asks for TLS, turns the same socket into TLS, asks what the server can do there, logs in and out.  Prints what was
 * said, but for the password.  The order is the point: what the server said in the clear counts for nothing, so CAPABILITY is asked
 * inside TLS, and LOGIN is said only there. */
#include <wax/stream.h>

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct talk {
    int         fd;
    wax_stream *stream;
};

static void give_up(const char *why)
{
    fprintf(stderr, "imap: %s\n", why);
    exit(1);
}

/* Moves bytes between socket and stream: at once when it can, otherwise when the socket is ready. */
static void move(const struct talk *t)
{
    unsigned events;
    wax_status status = wax_stream_pump(t->stream, t->fd, &events);
    struct pollfd ready = { .fd = t->fd, .events = (short)events };

    if (status == WAX_AGAIN && poll(&ready, 1, 10000) == 0)
        give_up("the server was silent for ten seconds");
    else if (status && status != WAX_AGAIN)
        give_up(wax_stream_error(t->stream)->text);
}

static void put(const struct talk *t, const char *text, size_t len)
{
    if (wax_stream_write(t->stream, text, len))
        give_up(wax_stream_error(t->stream)->text);
}

/* One line.  `shown` stands in for it where it holds a secret. */
static void say(const struct talk *t, const char *line, const char *shown)
{
    printf("C: %s\n", shown ? shown : line);
    put(t, line, strlen(line));
    put(t, "\r\n", 2);
    move(t);
}

/* The next line, without its end, printed; up to `size` bytes of it.  Nothing behind it is taken: what comes next may be TLS. */
static void hear_line(const struct talk *t, char *to, size_t size)
{
    const char *data, *end;
    size_t len;

    while (!(data = (const char *)wax_stream_data(t->stream, &len), end = len ? memchr(data, '\n', len) : NULL)) {
        if (wax_stream_has_ended(t->stream))
            give_up("the server closed the connection");
        if (wax_stream_is_full(t->stream))
            give_up("the server sent a line without an end");
        move(t);
    }
    size_t whole = (size_t)(end - data) + 1, text = whole - 1 - (whole > 1 && end[-1] == '\r');
    snprintf(to, size, "%.*s", (int)text, data);
    printf("S: %s\n", to);
    wax_stream_take(t->stream, whole);
}

/* Up to the line that begins with `wanted`, such as "a1 OK".  Lines that begin with "* " may stand before it (RFC 9051 s.7). */
static void hear(const struct talk *t, const char *wanted)
{
    char line[1024];

    do
        hear_line(t, line, sizeof line);
    while (strncmp(line, wanted, strlen(wanted)) != 0 && strncmp(line, "* ", 2) == 0);
    if (strncmp(line, wanted, strlen(wanted)) != 0)
        give_up("that is not the answer we need");
}

/* In quotes, as RFC 9051 s.4.3 has it.  What could end the line can't be said that way. */
static void add_quoted(char *to, size_t size, const char *text)
{
    size_t at = strlen(to);

    if (strpbrk(text, "\r\n") || at + 2 * strlen(text) + 4 > size)
        give_up("user and password are one line each, and not that long");
    to[at++] = ' ';
    to[at++] = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            to[at++] = '\\';
        to[at++] = *text;
    }
    to[at++] = '"';
    to[at] = 0;
}

static void log_in(const struct talk *t, const char *user, const char *password)
{
    char line[2048] = "a3 LOGIN";

    add_quoted(line, sizeof line, user);
    add_quoted(line, sizeof line, password);
    say(t, line, "a3 LOGIN <secret>");
    memset(line, 0, sizeof line);
    hear(t, "a3 OK");
}

/* The same socket and the same stream, from here on inside TLS.  If anything lies behind the server's OK already, it was not said inside
 * TLS, and the upgrade refuses. */
static void become_tls(const struct talk *t, const wax_tls *tls, const char *host)
{
    wax_status status;

    while ((status = wax_stream_upgrade(t->stream, tls, host)) == WAX_AGAIN)
        move(t);
    if (status)
        give_up(wax_stream_error(t->stream)->text);
    printf("TLS %s, verified by %s\n", wax_stream_info(t->stream)->version, wax_stream_info(t->stream)->verified_by);
}

static int try_address(const struct addrinfo *a)
{
    int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);

    if (fd < 0 || connect(fd, a->ai_addr, a->ai_addrlen) == 0)
        return fd;
    close(fd);
    return -1;
}

static int connect_to(const char *host, const char *port)
{
    struct addrinfo wish = { .ai_socktype = SOCK_STREAM }, *found = NULL;
    int fd = -1;

    if (getaddrinfo(host, port, &wish, &found) == 0)
        for (struct addrinfo *a = found; a && fd < 0; a = a->ai_next)
            fd = try_address(a);
    if (found)
        freeaddrinfo(found);
    if (fd < 0)
        give_up("no connection");
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static void converse(const struct talk *t, const wax_tls *tls, const char *host, const char *user, const char *password)
{
    hear(t, "* OK");
    say(t, "a1 STARTTLS", NULL);
    hear(t, "a1 OK");
    become_tls(t, tls, host);
    say(t, "a2 CAPABILITY", NULL);
    hear(t, "a2 OK");
    log_in(t, user, password);
    say(t, "a4 LOGOUT", NULL);
    hear(t, "a4 OK");
    wax_stream_close(t->stream);
    wax_stream_pump(t->stream, t->fd, &(unsigned){ 0 });
}

int main(int argc, char **argv)
{
    const char *password = getenv("IMAP_PASSWORD");

    if (argc < 4 || !password)
        give_up("usage: IMAP_PASSWORD=... imap HOST PORT USER [CA-FILE]");
    wax_tls *tls = wax_tls_new();
    struct talk talk = { connect_to(argv[1], argv[2]), wax_stream_new() };
    if (argc > 4)
        wax_tls_ca_file(tls, argv[4]);
    converse(&talk, tls, argv[1], argv[3], password);
    wax_stream_free(talk.stream);
    wax_tls_free(tls);
    close(talk.fd);
    return 0;
}
