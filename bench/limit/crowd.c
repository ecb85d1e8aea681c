/* crowd.c -- the limit: one mail to very many recipients, all of whom are named in one flight.
 *
 *     bench-limit-crowd CA-FILE HOST PORT RECIPIENTS
 *
 * Prints the milliseconds from MAIL to the last reply. */
#include "line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    static struct line line;

    line_must(argc == 5, "usage: bench-limit-crowd CA-FILE HOST PORT RECIPIENTS: that");
    size_t n = strtoul(argv[4], NULL, 10), room = 128 + 64 * n, len = 0;
    SSL_CTX *ctx = line_context(argv[1]);
    char *flight = malloc(room);

    line_must(flight != NULL, "memory");
    line_open(&line, ctx, argv[2], argv[3]);
    double began = line_now_s();
    len += (size_t)snprintf(flight, room, "MAIL FROM:<ada@example.org>\r\n");
    for (size_t i = 0; i < n; i++)
        len += (size_t)snprintf(flight + len, room - len, "RCPT TO:<reader%zu@example.net>\r\n", i);
    len += (size_t)snprintf(flight + len, room - len, "BDAT 18 LAST\r\nSubject: crowd\r\n\r\n");
    line_say(&line, flight, len);
    line_hear(&line, n + 2);
    printf("%.3f\n", (line_now_s() - began) * 1000);
    line_quit(&line);
    free(flight);
    SSL_CTX_free(ctx);
    return EXIT_SUCCESS;
}
