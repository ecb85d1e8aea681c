/* file.c -- the limit: one mail from a file, over TLS from the first byte, said by a loop that looks at none of its bytes.
 *
 *     bench-limit-file CA-FILE HOST PORT FILE
 *
 * The file is read in large pieces; OpenSSL encrypts record after record of a piece into one buffer, which one system call takes.  Prints its peak
 * memory. */
#include "../peak.h"
#include "line.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20 };

static void send_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
        line_must(sent > 0, "sending");
        bytes += sent;
        n -= (size_t)sent;
    }
}

/* Into memory instead of the socket, and from there in one call. */
static void say_piece(SSL *ssl, BIO *records, int fd, const char *piece, size_t n)
{
    char *bytes;
    size_t written;

    line_must(SSL_write_ex(ssl, piece, n, &written) == 1 && written == n, "encrypting");
    long len = BIO_get_mem_data(records, &bytes);
    send_all(fd, bytes, (size_t)len);
    (void)BIO_reset(records);
}

static void say_file(struct line *l, int from)
{
    static char piece[PIECE];
    int fd = SSL_get_fd(l->ssl);
    BIO *socket = SSL_get_wbio(l->ssl), *records = BIO_new(BIO_s_mem());
    ssize_t n;

    line_must(records && BIO_up_ref(socket) == 1, "memory");
    SSL_set0_wbio(l->ssl, records);
    while ((n = read(from, piece, sizeof piece)) > 0)
        say_piece(l->ssl, records, fd, piece, (size_t)n);
    line_must(n == 0, "reading the file");
    SSL_set0_wbio(l->ssl, socket);
}

static void say_mail(struct line *l, const char *path)
{
    int from = open(path, O_RDONLY);
    char envelope[300];
    struct stat is = { 0 };

    line_must(from >= 0 && fstat(from, &is) == 0, "opening the file");
    int n = snprintf(envelope, sizeof envelope, "MAIL FROM:<ada@example.org>\r\nRCPT TO:<grace@example.net>\r\nBDAT %lld LAST\r\n", (long long)is.st_size);
    line_say(l, envelope, (size_t)n);
    say_file(l, from);
    close(from);
    line_hear(l, 3);
}

int main(int argc, char **argv)
{
    static struct line l;

    line_must(argc == 5, "usage: bench-limit-file CA-FILE HOST PORT FILE: that");
    SSL_CTX *ctx = line_context(argv[1]);
    line_open(&l, ctx, argv[2], argv[3]);
    say_mail(&l, argv[4]);
    line_quit(&l);
    SSL_CTX_free(ctx);
    print_peak();
    return EXIT_SUCCESS;
}
