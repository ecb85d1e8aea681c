/* idle.c -- the limit: connections that have sent a mail each and wait, with as little kept as OpenSSL keeps.
 *
 *     bench-limit-idle CA-FILE HOST PORT CONNECTIONS
 *
 * What a connection costs besides its SSL object is not counted here: a number and no buffer.  Prints seconds, and the KB that this program has grown by. */
#include "line.h"
#include "peak.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char mail[] = "MAIL FROM:<ada@example.org>\r\nRCPT TO:<grace@example.net>\r\nBDAT 12 LAST\r\nSubject: x\r\n";

/* Kept is the SSL object alone: what was heard lies in one place that all share. */
static SSL *open_one(SSL_CTX *ctx, const char *host, const char *port)
{
    static struct line line;

    line_open(&line, ctx, host, port);
    line_say(&line, mail, sizeof mail - 1);
    line_hear(&line, 3);
    return line.ssl;
}

int main(int argc, char **argv)
{
    line_must(argc == 5, "usage: bench-limit-idle CA-FILE HOST PORT CONNECTIONS: that");
    SSL_CTX *ctx = line_context(argv[1]);
    size_t n = strtoul(argv[4], NULL, 10);
    SSL **kept = calloc(n, sizeof(SSL *));

    line_must(kept != NULL && n, "memory");
    kept[0] = open_one(ctx, argv[2], argv[3]);          /* what is made once is there before we count */
    long kb = resident_kb();
    double began = line_now_s();
    for (size_t i = 1; i < n; i++)
        kept[i] = open_one(ctx, argv[2], argv[3]);
    printf("%.3f %ld\n", line_now_s() - began, resident_kb() - kb);
    free(kept);
    return EXIT_SUCCESS;                                /* the connections go with the process */
}
