/* upgrade.c -- STARTTLS with the stream alone: no client, no core, your own protocol (here a little SMTP).
 *
 *     upgrade HOST PORT [CA-FILE]
 *
 * Connects, says EHLO, asks for TLS, turns the same socket into TLS, says EHLO again and leaves.  Prints what was said. */
#include <wax/stream.h>

#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <fcntl.h>

static void give_up(const char *why)
{
    fprintf(stderr, "upgrade: %s\n", why);
    exit(1);
}

/* Moves bytes between socket and stream: at once when it can, otherwise when the socket is ready. */
static void move(wax_stream *s, int fd)
{
    unsigned events;
    wax_status status = wax_stream_pump(s, fd, &events);

    if (status == WAX_AGAIN)
        poll(&(struct pollfd){ .fd = fd, .events = (short)events }, 1, 10000);
    else if (status)
        give_up(wax_stream_error(s)->text);
}

static void say(wax_stream *s, int fd, const char *line)
{
    printf("C: %s\n", line);
    if (wax_stream_write(s, line, strlen(line)) || wax_stream_write(s, "\r\n", 2))
        give_up(wax_stream_error(s)->text);
    move(s, fd);
}

/* One line of a reply, printed.  True: it is the reply's last. */
static int hear_line(wax_stream *s, int fd, const char *code)
{
    size_t len;
    const char *data, *end;

    while (!(data = (const char *)wax_stream_data(s, &len), end = len ? memchr(data, '\n', len) : NULL)) {
        if (wax_stream_has_ended(s))
            give_up("the server closed the connection");
        move(s, fd);
    }
    size_t line = (size_t)(end - data) + 1;
    printf("S: %.*s\n", (int)(line > 1 && end[-1] == '\r' ? line - 2 : line - 1), data);
    if (line < 4 || memcmp(data, code, 3) != 0)
        give_up("that is not the answer we need");
    int is_last = data[3] != '-';
    wax_stream_take(s, line);
    return is_last;
}

static void hear(wax_stream *s, int fd, const char *code)
{
    while (!hear_line(s, fd, code))
        ;
}

static int connect_to(const char *host, const char *port)
{
    struct addrinfo wish = { .ai_socktype = SOCK_STREAM }, *found = NULL;
    int fd = -1;

    if (getaddrinfo(host, port, &wish, &found) == 0)
        for (struct addrinfo *a = found; a && fd < 0; a = a->ai_next) {
            fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
            if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
                close(fd);
                fd = -1;
            }
        }
    if (found)
        freeaddrinfo(found);
    if (fd < 0)
        give_up("no connection");
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        give_up("usage: upgrade HOST PORT [CA-FILE]");

    int fd = connect_to(argv[1], argv[2]);
    wax_stream *s = wax_stream_new();
    wax_tls *tls = wax_tls_new();
    if (argc > 3)
        wax_tls_ca_file(tls, argv[3]);

    hear(s, fd, "220");
    say(s, fd, "EHLO client.example.org");
    hear(s, fd, "250");
    say(s, fd, "STARTTLS");
    hear(s, fd, "220");

    /* The same socket and the same stream, from here on inside TLS. */
    wax_status status;
    while ((status = wax_stream_upgrade(s, tls, argv[1])) == WAX_AGAIN)
        move(s, fd);
    if (status)
        give_up(wax_stream_error(s)->text);
    printf("TLS %s, proven by %s\n", wax_stream_info(s)->version, wax_stream_info(s)->issuer);

    say(s, fd, "EHLO client.example.org");      /* the conversation begins again */
    hear(s, fd, "250");
    say(s, fd, "QUIT");
    hear(s, fd, "221");

    wax_stream_close(s);
    wax_stream_pump(s, fd, &(unsigned){ 0 });
    wax_stream_free(s);
    wax_tls_free(tls);
    close(fd);
    return 0;
}
